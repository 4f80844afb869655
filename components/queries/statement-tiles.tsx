import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { QueriesAnswer, Statement } from '@/lib/api/queries';
import { bytes } from '@/lib/format/bytes';
import { count, countShort } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

/** All statements of the database together. */
export function StatementTiles({
  statements,
  answer: { tracking, window },
}: {
  readonly statements: readonly Statement[];
  readonly answer: QueriesAnswer;
}) {
  const sum = (pick: (statement: Statement) => number) =>
    statements.reduce((all, statement) => all + pick(statement), 0);
  const calls = sum((statement) => statement.calls);
  const seconds = sum(({ totalSeconds }) => totalSeconds);
  const [hit, read] = [
    sum(({ sharedBlocksHit }) => sharedBlocksHit),
    sum(({ sharedBlocksRead }) => sharedBlocksRead),
  ];
  const blockBytes = tracking?.blockBytes ?? null;
  const sized = (blocks: number) => (blockBytes === null ? null : bytes(blocks * blockBytes));
  return (
    <StatGrid label="All statements" perRow={6}>
      <StatTile label="Time" value={duration(seconds)} detail="of all sessions together" />
      <StatTile
        label="Calls"
        value={countShort(calls)}
        detail={window.seconds === null ? undefined : `${count(rounded(calls / window.seconds))} a second`}
      />
      <StatTile
        label="A call takes"
        value={calls > 0 ? duration(seconds / calls) : null}
        unknownReason="nothing ran"
        detail="on average"
      />
      <StatTile
        label="Read"
        value={sized(read)}
        detail={hit + read > 0 ? `${percent(hit / (hit + read))} found in shared buffers` : undefined}
      />
      <StatTile
        label="Temporary files"
        value={sized(sum(({ temporaryBlocksWritten }) => temporaryBlocksWritten))}
        detail="written by sorts and hashes"
      />
      <StatTile label="WAL" value={bytes(sum(({ walBytes }) => walBytes))} detail="written by statements" />
    </StatGrid>
  );
}

/** Rates of idle databases are below one. */
const rounded = (rate: number) => Math.round(rate * 100) / 100;
