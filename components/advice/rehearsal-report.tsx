import { duration } from '@/lib/format/duration';
import type { Rehearsal, RehearsedStatement } from '@/lib/lab/rehearsal/rehearsal';
import { lockWords } from './lock-words';

/** Each statement with what it did in the sandbox, and how alike the sandbox was. */
export function RehearsalReport({ rehearsal }: { readonly rehearsal: Rehearsal }) {
  const { statements, leftByUndo, tookSeconds } = rehearsal;
  return (
    <div className="flex min-w-0 flex-col gap-3 text-sm">
      <ol className="flex flex-col divide-y divide-line rounded-md border border-line">
        {statements.map((statement) => (
          <li key={`${statement.part} ${statement.sql}`} className="flex min-w-0 flex-col gap-1 px-4 py-2.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium text-ink">{PART_WORDS[statement.part]}</span>
              <span className="nums text-faint text-xs">{duration(statement.tookSeconds)}</span>
            </div>
            <Outcome statement={statement} />
            <code className="block w-0 min-w-full truncate font-mono text-faint text-xs">
              {statement.sql}
            </code>
          </li>
        ))}
      </ol>
      {leftByUndo !== null && <UndoResult leftByUndo={leftByUndo} />}
      <p className="max-w-prose text-faint text-xs">
        {alikeness(rehearsal)} It took {duration(tookSeconds)} there; on made-up rows that says nothing of how
        long it takes on yours.
      </p>
    </div>
  );
}

const PART_WORDS: Record<RehearsedStatement['part'], string> = {
  precheck: 'Check first',
  step: 'Step',
  verify: 'Verify',
  undo: 'Undo',
};

function Outcome({ statement }: { readonly statement: RehearsedStatement }) {
  const { part, status, error, answer, expected, locks, lockSaid } = statement;
  if (status === 'failed') return <span className="break-words text-critical">✕ {error}</span>;
  if (status === 'differs')
    return (
      <span className="break-words text-critical">
        ✕ answered {answer}, expected {expected}
      </span>
    );
  if (part === 'precheck' || part === 'verify')
    return <span className="break-words text-muted">✓ answered {answer}, as expected</span>;
  if (part === 'undo') return <span className="text-muted">✓ ran</span>;
  return (
    <span className="break-words text-muted">
      ✓ ran; lock: {lockWords(locks)}
      {locks !== null && lockSaid !== null && ' (not stronger than said above)'}
    </span>
  );
}

function UndoResult({ leftByUndo }: { readonly leftByUndo: readonly string[] }) {
  if (leftByUndo.length === 0)
    return (
      <p className="text-muted">
        After the undo, settings, indexes, policies and the state of every chunk were as before.
      </p>
    );
  return (
    <div className="text-muted">
      <p>After the undo this was not as before:</p>
      <ul className="list-disc pl-5 font-mono text-xs">
        {leftByUndo.map((line) => (
          <li key={line} className="break-words">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}

function alikeness({ sandbox, rebuilt }: Rehearsal): string {
  const parts = [
    `Rebuilt: ${rebuilt?.hypertables ?? 0} ${rebuilt?.hypertables === 1 ? 'hypertable' : 'hypertables'} and ${rebuilt?.chunks ?? 0} chunks`,
    rebuilt && rebuilt.chunksLeftOut > 0 ? `${rebuilt.chunksLeftOut} chunks left out` : null,
    rebuilt && rebuilt.mappedTypes.length > 0 ? `as text: ${rebuilt.mappedTypes.join(', ')}` : null,
    ...(rebuilt?.missing.map((line) => `missing: ${line}`) ?? []),
    ...(sandbox?.differences ?? []),
  ];
  return `${parts.filter((part) => part !== null).join('; ')}.`;
}
