import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { neglectedChunks } from '@/lib/derive/neglected-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { neglectText, recompressionAdvice } from '../shared/columnstore/recompression';

export default defineRule({
  meta: {
    id: 'columnstore/chunks-unordered',
    title: 'Converted chunks whose batches are not in order',
    why: 'Rows that were loaded straight into the columnstore, as direct compress does, lie in batches that overlap. A query that wants rows in order has to decompress and sort the whole chunk, and finds fewer batches to skip.',
    source: 'https://www.tigerdata.com/docs/reference/timescaledb/hypercore/add_compaction_policy',
    needs: ['hypertables', 'chunks', 'policies'],
    facts: {
      unorderedChunks: {
        label: 'Chunks out of order, left so',
        source: '_timescaledb_catalog.chunk.status',
      },
      compressedChunks: { label: 'Of so many converted', source: '_timescaledb_catalog.chunk.status' },
      unorderedBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks, policies }, context) {
    if (!chunks.some(({ isCompressed }) => isCompressed))
      return { notApplicable: 'No chunk is in the columnstore' };
    return hypertables.flatMap((hypertable) => {
      const own = chunksOf(chunks, hypertable.hypertableId);
      const neglected = neglectedChunks('unordered', hypertable, own, policies, context.nowMs);
      if (!neglected) return [];
      const { schema, name } = hypertable;
      const unordered = neglected.chunks.length;
      const compressed = own.filter(({ isCompressed, isTiered }) => isCompressed && !isTiered).length;
      const unorderedBytes = chunkBytes(neglected.chunks);
      const advice = recompressionAdvice(neglected, 'unordered', hypertable, context);
      return [
        {
          subject: [schema, name],
          severity: 'notice',
          confidence: 'high',
          title: `Put the batches of ${schema}.${name} in order`,
          detail: `The batches of ${count(unordered)} of ${counted(compressed, 'converted chunk')}, ${bytes(unorderedBytes)} in all, overlap. ${neglectText(neglected, 'unordered', hypertable)}`,
          facts: { unorderedChunks: unordered, compressedChunks: compressed, unorderedBytes },
          impact: {
            prevents: 'sorts of whole chunks',
            basis: 'Not estimated: it depends on how many queries want rows in order.',
          },
          ...(advice && { advice }),
        },
      ];
    });
  },
});
