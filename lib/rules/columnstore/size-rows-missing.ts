import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { defineRule } from '../rule';

export default defineRule({
  meta: {
    id: 'columnstore/size-rows-missing',
    title: 'TimescaleDB does not know what compressed chunks took before',
    why: 'The sizes and rows of a chunk before it was compressed are kept in one row of the catalog. Without it the chunk is missing from hypertable_columnstore_stats, from approximate_row_count, and from every ratio and forecast that is made of them.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/hypertable_columnstore_stats/',
    needs: ['hypertables', 'chunks'],
    facts: {
      unmeasuredChunks: {
        label: 'Compressed chunks without it',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      compressedChunks: { label: 'Of so many compressed', source: '_timescaledb_catalog.chunk.status' },
      unmeasuredBytes: { label: 'Their size now', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks }) {
    if (!chunks.some(({ isCompressed }) => isCompressed))
      return { notApplicable: 'No chunk is in the columnstore' };
    return hypertables.flatMap((hypertable) => {
      const compressed = chunksOf(chunks, hypertable.hypertableId).filter(
        ({ isCompressed, isTiered }) => isCompressed && !isTiered,
      );
      // What was loaded straight into the columnstore took nothing before: chunks-unordered speaks of it.
      const unmeasured = compressed.filter(
        ({ isUnordered, beforeBytes, compressedRows }) =>
          !isUnordered && (beforeBytes === null || compressedRows === null),
      );
      if (unmeasured.length === 0) return [];
      const { schema, name } = hypertable;
      const unmeasuredBytes = chunkBytes(unmeasured);
      return [
        {
          subject: [schema, name],
          severity: 'notice',
          confidence: 'high',
          title: `Mind that the numbers of ${schema}.${name} leave compressed chunks out`,
          detail: `${count(unmeasured.length)} of ${counted(compressed.length, 'compressed chunk')}, ${bytes(unmeasuredBytes)} in all, have no record of what they took before and how many rows they hold. Merges before TimescaleDB 2.20 and restores lost such rows. Only converting a chunk to the row store and back writes one again, rewriting it in place does not: that is seldom worth it for a number.`,
          facts: {
            unmeasuredChunks: unmeasured.length,
            compressedChunks: compressed.length,
            unmeasuredBytes,
          },
          impact: {
            prevents: 'ratios, row counts and forecasts that leave these chunks out',
            basis: 'Not estimated: nothing but the numbers depends on it.',
          },
        },
      ];
    });
  },
});
