import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { bytes } from '@/lib/format/bytes';
import { count, countShort } from '@/lib/format/count';
import { percent, times } from '@/lib/format/ratio';
import { distanceText } from './distance';

/** The hypertable in six numbers. */
export function HypertableStats({ answer }: { readonly answer: HypertableAnswer }) {
  const { hypertable: table } = answer;
  const advised =
    table.advisedIntervalSeconds !== null || table.advisedIntervalUnits !== null
      ? `advised ${distanceText(table.advisedIntervalSeconds, table.advisedIntervalUnits)}`
      : undefined;
  const orNull = (value: number | null, format: (value: number) => string) =>
    value === null ? null : format(value);
  return (
    <StatGrid label="In numbers" perRow={6}>
      <StatTile
        label="On disk"
        trace={{
          source: 'pg_total_relation_size',
          at: answer.chunksCollectedAt,
          how: 'the sum over its chunks, both stores, TOAST and indexes',
        }}
        value={orNull(table.totalBytes, bytes)}
        {...(table.uncompressedBytes !== null && {
          detail: `${bytes(table.uncompressedBytes)} uncompressed`,
        })}
      />
      <StatTile
        label="Columnstore ratio"
        trace={{
          source: '_timescaledb_catalog.compression_chunk_size',
          at: answer.chunksCollectedAt,
          how: 'size before ÷ size now, over its measured compressed chunks',
        }}
        value={orNull(table.ratio, times)}
        unknownReason={table.columnstoreEnabled ? 'no compressed chunk was measured' : 'columnstore is off'}
        {...(table.compressedChunkRatio !== null && {
          detail: `${percent(table.compressedChunkRatio)} of the chunks`,
        })}
      />
      <StatTile
        label="Chunks"
        value={orNull(table.chunkCount, count)}
        detail={todoWords(table.chunkStates)}
      />
      <StatTile
        label="Chunk interval"
        value={distanceText(table.chunkIntervalSeconds, table.chunkIntervalUnits)}
        detail={advised ?? 'no finding advises another'}
      />
      <StatTile
        label="Rows"
        value={orNull(table.rows, countShort)}
        detail="estimated"
        unknownReason="never analysed"
      />
      <StatTile
        label="Growth a day"
        value={orNull(table.growthBytesPerDay, bytes)}
        unknownReason="needs an hour of history"
        detail={
          table.insertedRowsPerSecond === null
            ? 'insert rate not known'
            : `${countShort(table.insertedRowsPerSecond)} rows/s`
        }
      />
    </StatGrid>
  );
}

/** Overdue, partial and unordered chunks: what a columnstore policy has left undone. */
function todoWords(states: HypertableAnswer['hypertable']['chunkStates']): string {
  if (states === null) return 'states not known';
  const todo = states.overdue + states.partial + states.unordered;
  return todo === 0 ? 'nothing left undone' : `${count(todo)} left undone`;
}
