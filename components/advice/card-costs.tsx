import type { ReactNode } from 'react';
import type { WireFinding } from '@/lib/api/findings';
import { duration } from '@/lib/format/duration';
import { money } from '@/lib/format/money';
import type { Advice, Confidence, Impact } from '@/lib/rules/rule';
import { gain } from './gain';
import { effortWord } from './rank';

const CONFIDENCE: Record<Confidence, { word: string; meaning: string }> = {
  high: { word: 'High', meaning: 'measured' },
  medium: { word: 'Medium', meaning: 'derived from statistics or samples' },
  low: { word: 'Low', meaning: 'estimated' },
};

/** What you gain, what gets worse, how sure it is and what it takes, side by side. */
export function CardCosts({ finding }: { readonly finding: WireFinding }) {
  const { advice, confidence, impact } = finding;
  return (
    <dl className="grid grid-cols-2 gap-px border-line border-t bg-line lg:grid-cols-4">
      <Fact name="You gain" note={gainNote(impact)}>
        {gain(impact) ?? 'Not estimated'}
      </Fact>
      <Fact name="What gets worse" isText>
        {advice?.worsens ?? (advice ? 'Nothing known.' : '–')}
      </Fact>
      <Fact name="Confidence" note={CONFIDENCE[confidence].meaning}>
        {CONFIDENCE[confidence].word}
      </Fact>
      <Fact name="Effort" note={advice && effortNote(advice)}>
        <span className="capitalize">{advice ? effortWord(finding) : '–'}</span>
      </Fact>
    </dl>
  );
}

/** Money only where the user set prices; its arithmetic stands in the basis. */
function gainNote(impact: Impact | undefined): string | undefined {
  if (gain(impact) === null) return 'See the arithmetic below.';
  if (impact?.monthlyCost === undefined || impact.monthlyCost === '0.00') return undefined;
  return `at least ${money(impact.monthlyCost, impact.currency)} a month`;
}

function effortNote({ steps }: Advice): string {
  const known = steps.flatMap((step) => (step.duration ? [step.duration.seconds] : []));
  const seconds = known.reduce((sum, each) => sum + each, 0);
  const time = known.length === steps.length ? `, about ${duration(seconds)}` : '';
  return `${steps.length === 1 ? 'one statement' : `${steps.length} statements`}${time}`;
}

function Fact({
  name,
  note,
  isText = false,
  children,
}: {
  readonly name: string;
  readonly note?: string | undefined;
  readonly isText?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1 bg-surface px-6 py-4 max-sm:px-4">
      <dt className="text-faint text-xs">{name}</dt>
      <dd className={isText ? 'text-muted text-sm' : 'nums font-medium text-base'}>
        {children}
        {note !== undefined && <span className="block font-normal text-faint text-xs">{note}</span>}
      </dd>
    </div>
  );
}
