import clsx from 'clsx';
import { distanceText } from '@/components/hypertable/distance';
import { refreshWindow } from '@/components/hypertable/policy-words';
import type { HypertableRow } from '@/lib/api/hypertables';

interface Glyph {
  readonly letter: string;
  readonly words: string;
  readonly isOn: boolean;
  readonly hasFailed: boolean;
}

/** One letter for each kind of policy that is set, its words on hover and for screen readers; off is struck through, failing is red with a mark. */
export function PolicyGlyphs({ row }: { readonly row: HypertableRow }) {
  const glyphs = glyphsOf(row);
  if (glyphs.length === 0) return <span className="text-faint">none</span>;
  return (
    <ul className="flex gap-1">
      {glyphs.map(({ letter, words, isOn, hasFailed }) => (
        <li key={letter} title={words}>
          <span
            aria-hidden="true"
            className={clsx(
              'inline-flex size-5 items-center justify-center rounded-[5px] font-medium text-2xs',
              isOn && !hasFailed && 'bg-hover text-ink',
              hasFailed && 'bg-critical-soft text-critical underline decoration-2',
              !isOn && 'border border-line-strong border-dashed text-faint line-through',
            )}
          >
            {letter}
          </span>
          <span className="sr-only">{words}</span>
        </li>
      ))}
    </ul>
  );
}

function glyphsOf({
  columnstorePolicy,
  retentionPolicy,
  refreshPolicy,
  hasReorderPolicy,
}: HypertableRow): Glyph[] {
  const glyphs: (Glyph | null)[] = [
    columnstorePolicy && glyph('C', `Columnstore after ${ageText(columnstorePolicy)}`, columnstorePolicy),
    refreshPolicy && glyph('F', `Refreshes ${refreshWindow(refreshPolicy)}`, refreshPolicy),
    hasReorderPolicy
      ? { letter: 'O', words: 'Reorders closed chunks by an index', isOn: true, hasFailed: false }
      : null,
    retentionPolicy && glyph('R', `Retention: drops after ${ageText(retentionPolicy)}`, retentionPolicy),
  ];
  return glyphs.filter((made) => made !== null);
}

function glyph(
  letter: string,
  words: string,
  { scheduled, lastRun }: Pick<NonNullable<HypertableRow['retentionPolicy']>, 'scheduled' | 'lastRun'>,
): Glyph {
  const hasFailed = lastRun === 'failed' || lastRun === 'stuck';
  const notes = [
    words,
    !scheduled && 'switched off',
    lastRun === 'failed' && 'its last run failed',
    lastRun === 'stuck' && 'its last run is stuck',
  ];
  return { letter, words: notes.filter(Boolean).join('; '), isOn: scheduled, hasFailed };
}

function ageText({
  afterSeconds,
  afterUnits,
}: {
  afterSeconds: number | null;
  afterUnits: number | null;
}): string {
  return distanceText(afterSeconds, afterUnits);
}
