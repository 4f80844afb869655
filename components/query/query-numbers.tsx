import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { QueryAnswer, Statement } from '@/lib/api/queries';
import { bytes } from '@/lib/format/bytes';
import { count, countShort } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

const NOT_KNOWN = 'not known within this window';

/** What it did within the window, all roles together. */
export function QueryNumbers({ answer: { entries, whole, tracking } }: { readonly answer: QueryAnswer }) {
  const isKnown = entries.length > 0;
  const sum = (pick: (entry: Statement) => number) => entries.reduce((all, entry) => all + pick(entry), 0);
  const calls = sum((entry) => entry.calls);
  const seconds = sum(({ totalSeconds }) => totalSeconds);
  const [hit, read] = [
    sum(({ sharedBlocksHit }) => sharedBlocksHit),
    sum(({ sharedBlocksRead }) => sharedBlocksRead),
  ];
  const temporary = sum(({ temporaryBlocksWritten }) => temporaryBlocksWritten);
  const perCall = (value: number) => (calls > 0 ? value / calls : null);
  const share = whole && whole.totalSeconds > 0 ? seconds / whole.totalSeconds : null;
  const blockBytes = tracking?.blockBytes ?? null;
  const size = (blocks: number) => (blockBytes === null || !isKnown ? null : bytes(blocks * blockBytes));
  const rows = perCall(sum((entry) => entry.rows));
  return (
    <StatGrid label="What it takes" perRow={6}>
      <StatTile
        label="Time"
        value={isKnown ? duration(seconds) : null}
        unknownReason={NOT_KNOWN}
        detail={share === null ? undefined : `${percent(share)} of all statements`}
      />
      <StatTile
        label="Calls"
        value={isKnown ? countShort(calls) : null}
        unknownReason={NOT_KNOWN}
        detail={countShort(calls) === count(calls) ? undefined : count(calls)}
      />
      <StatTile
        label="A call takes"
        value={perCall(seconds) === null ? null : duration(perCall(seconds))}
        unknownReason={isKnown ? 'it did not run' : NOT_KNOWN}
        detail={extremes(entries)}
      />
      <StatTile
        label="Rows a call"
        value={rows === null ? null : count(Math.round(rows * 10) / 10)}
        unknownReason={isKnown ? 'it did not run' : NOT_KNOWN}
        detail={`${countShort(sum((entry) => entry.rows))} in all`}
      />
      <StatTile
        label="Read"
        value={size(read)}
        unknownReason={NOT_KNOWN}
        detail={hit + read > 0 ? `${percent(hit / (hit + read))} found in shared buffers` : undefined}
      />
      <StatTile
        label="Temporary files"
        value={size(temporary)}
        unknownReason={NOT_KNOWN}
        detail={`WAL ${bytes(sum(({ walBytes }) => walBytes))}`}
      />
    </StatGrid>
  );
}

/** Of all time: a window has none of its own. */
function extremes(entries: readonly Statement[]): string | undefined {
  const least = entries.flatMap(({ minSeconds }) => minSeconds ?? []);
  const most = entries.flatMap(({ maxSeconds }) => maxSeconds ?? []);
  return least.length === 0 || most.length === 0
    ? undefined
    : `${duration(Math.min(...least))} to ${duration(Math.max(...most))}`;
}
