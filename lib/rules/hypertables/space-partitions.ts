import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { count, counted } from '@/lib/format/count';
import { partitionCount, setPartitionCount } from '@/lib/sql/space-partitions';
import { type Advice, defineRule, type Finding } from '../rule';

/** Our grading: below a hundred chunks planning all of them takes less than a tenth of a second, with partitions or without. */
const MANY_CHUNKS = 100;

/**
 * Partitions by space were for several servers or several disks. With more than one tablespace attached they spread
 * the chunks of a range over disks: that is a reason to have them, and no finding.
 */
export default defineRule({
  meta: {
    id: 'hypertables/space-partitions',
    title: 'Space partitions multiply the chunks',
    why: 'A second dimension cuts every range of time into as many chunks as it has partitions, on one server and one disk. Each is planned, locked, vacuumed and converted on its own; only queries with an equality on that column read fewer.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/add_dimension',
    needs: ['hypertables', 'chunks', 'dimensions'],
    facts: {
      partitions: { label: 'Partitions', source: '_timescaledb_catalog.dimension.num_slices' },
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      chunkRanges: { label: 'Ranges of time', source: '_timescaledb_catalog.dimension_slice' },
    },
  },
  check({ hypertables, chunks, dimensions }) {
    const space = dimensions.filter(({ partitionCount }) => (partitionCount ?? 1) > 1);
    if (space.length === 0) return { notApplicable: 'No hypertable is partitioned by space' };
    return space.flatMap((dimension) => {
      const hypertable = hypertables.find(({ hypertableId }) => hypertableId === dimension.hypertableId);
      if (!hypertable || hypertable.tablespaces.length > 1) return [];
      const own = chunksOf(chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered);
      return own.length >= MANY_CHUNKS ? [finding(hypertable, dimension, own)] : [];
    });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  dimension: Row<'dimensions'>,
  chunks: readonly Row<'chunks'>[],
): Finding {
  const { schema, name } = hypertable;
  const { column } = dimension;
  const partitions = dimension.partitionCount ?? 1;
  const chunkRanges = new Set(chunks.map(({ rangeStartUnits }) => rangeStartUnits)).size;
  return {
    subject: [schema, name, column],
    severity: 'notice',
    // How many queries compare the column with one value is not in the catalog.
    confidence: 'medium',
    title: `Stop partitioning ${schema}.${name} by ${column}`,
    detail: `Its ${count(chunks.length)} chunks lie in ${counted(chunkRanges, 'range')} of time: ${column} cuts each into up to ${partitions}. One chunk for each range serves every query that does not compare ${column} with a single value, and with columnstore segmentby serves those that do.`,
    facts: { partitions, chunks: chunks.length, chunkRanges },
    impact: {
      prevents: 'planning and locks of chunks that could be one',
      basis: `${count(chunks.length)} chunks in ${count(chunkRanges)} ranges; with one partition ${column} adds none. About 1 ms of planning for each chunk that a query reaches, as measured (4.1 s for 4,000 on 2.28).`,
    },
    advice: adviceOf(hypertable, dimension, partitions),
  };
}

function adviceOf(
  { schema, name, relationSchema, relationName }: Row<'hypertables'>,
  { column, dimensionId }: Row<'dimensions'>,
  partitions: number,
): Advice {
  const relation = { schema: relationSchema, name: relationName };
  return {
    precheck: {
      sql: partitionCount(dimensionId),
      expect: `${partitions} — the number that the undo puts back`,
    },
    steps: [
      {
        sql: setPartitionCount(relation, 1, column),
        transaction: 'any',
        lock: { mode: 'none', on: 'catalog row of the dimension', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [
      {
        sql: setPartitionCount(relation, partitions, column),
        note: 'Ranges that were begun meanwhile keep their single chunk.',
      },
    ],
    verify: { sql: partitionCount(dimensionId), expect: '1 — in ranges that are begun from now on' },
    worsens: `A query that compares ${column} with one value reads whole ranges of new chunks, unless an index or segmentby leads it.`,
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: 'Chunks that exist stay as they are and go with retention: with two dimensions they cannot be merged. New chunks are larger by as much as they are fewer, so see whether the chunk interval still suits.',
  };
}
