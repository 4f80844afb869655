import clsx from 'clsx';
import { UNKNOWN } from '@/lib/format/unknown';

const GOOD_FROM = 90;
const FAIR_FROM = 60;
const RADIUS = 20;
const AROUND = 2 * Math.PI * RADIUS;

/** A score from 0 to 100 as a number in a ring. Withheld (null) is a dashed grey ring: never green, never 0. */
export function ScoreRing({
  score,
  label,
  className,
}: {
  readonly score: number | null;
  readonly label: string;
  readonly className?: string;
}) {
  return (
    <span
      className={clsx('relative inline-flex shrink-0 items-center justify-center', className ?? 'size-11')}
    >
      <svg viewBox="0 0 48 48" aria-hidden="true" className="-rotate-90 absolute inset-0 size-full">
        <circle
          cx="24"
          cy="24"
          r={RADIUS}
          fill="none"
          strokeWidth="4"
          className="stroke-line"
          strokeDasharray={score === null ? '3 4' : undefined}
        />
        {score !== null && score > 0 && (
          <circle
            cx="24"
            cy="24"
            r={RADIUS}
            fill="none"
            strokeWidth="4"
            strokeLinecap="round"
            stroke="currentColor"
            strokeDasharray={`${(score / 100) * AROUND} ${AROUND}`}
            className={scoreColour(score)}
          />
        )}
      </svg>
      <span aria-hidden="true" className="nums font-semibold tracking-tight">
        {score ?? UNKNOWN}
      </span>
      <span className="sr-only">
        {label}: {score === null ? 'withheld' : `${score} of 100`}
      </span>
    </span>
  );
}

/** The text colour of a score; its number always stands beside it. */
export function scoreColour(score: number | null): string {
  if (score === null) return 'text-faint';
  return score >= GOOD_FROM ? 'text-good' : score >= FAIR_FROM ? 'text-warning-ink' : 'text-critical';
}
