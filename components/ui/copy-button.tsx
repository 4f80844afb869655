'use client';
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { buttonClass } from './button';
import { copyText } from './copy-text';

type Phase = 'idle' | 'copied' | 'failed';
const WORDS: Record<Exclude<Phase, 'idle'>, string> = { copied: 'Copied', failed: 'Not copied' };
const ICONS = { idle: Copy, copied: Check, failed: TriangleAlert } as const;
const SHOWN_MS = 2500;

/** Copies `text` and says whether it worked. `what` completes its name for screen readers: "Copy the undo SQL". */
export function CopyButton({
  text,
  what,
  word = 'Copy',
  className,
}: {
  readonly text: string;
  readonly what: string;
  readonly word?: string;
  readonly className?: string;
}) {
  const [phase, setPhase] = useState<Phase>('idle');
  useEffect(() => {
    if (phase === 'idle') return;
    const timer = setTimeout(() => setPhase('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  const Icon = ICONS[phase];
  return (
    <button
      type="button"
      data-copy=""
      className={buttonClass('ghost', 'sm', className)}
      onClick={async () => setPhase((await copyText(text)) ? 'copied' : 'failed')}
    >
      <Icon aria-hidden="true" className="size-3.5" />
      <span aria-live="polite" className="min-w-9 text-start">
        {phase === 'idle' ? word : WORDS[phase]}
        {phase === 'idle' && <span className="sr-only"> {what}</span>}
        {phase === 'failed' && <span className="sr-only">: select the text and copy it by hand</span>}
      </span>
    </button>
  );
}
