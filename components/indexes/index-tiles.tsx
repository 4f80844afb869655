import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { IndexesAnswer } from '@/lib/api/indexes';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { countingWords } from './counting-words';
import type { IndexRow } from './index-row';
import { hasAction } from './verdict';

/** What to do, how much of it, and how long the evidence was gathered. */
export function IndexTiles({
  rows,
  answer: { counting, otherFindings },
}: {
  readonly rows: readonly IndexRow[];
  readonly answer: IndexesAnswer;
}) {
  const drop = rows.filter((row) => hasAction(row, 'drop'));
  const rebuild = rows.filter((row) => hasAction(row, 'rebuild'));
  return (
    <StatGrid label="Indexes in numbers" perRow={4}>
      <StatTile
        label="To drop"
        value={count(drop.length)}
        detail={drop.length === 0 ? 'nothing found' : `${sizeOf(drop)} on disk`}
      />
      <StatTile
        label="To rebuild"
        value={count(rebuild.length)}
        detail={rebuild.length === 0 ? 'nothing found' : `${sizeOf(rebuild)} on disk`}
      />
      <StatTile label="To add, and more" value={count(otherFindings.length)} detail="foreign keys, queries" />
      <StatTile
        label="Scans counted for"
        value={counting && duration(counting.seconds)}
        unknownReason="this server keeps no statistics: nothing here is called unused"
        detail={counting && countingWords(counting)}
      />
    </StatGrid>
  );
}

const sizeOf = (rows: readonly IndexRow[]) =>
  bytes(rows.reduce((sum, { totalBytes }) => sum + totalBytes, 0));
