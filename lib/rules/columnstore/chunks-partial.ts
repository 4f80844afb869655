import type { Row } from '@/lib/collect/snapshot';
import { type ColumnstoreRatio, columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { conversionSavings } from '@/lib/derive/conversion';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { type Neglected, neglectedChunks } from '@/lib/derive/neglected-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type Impact, type RuleContext } from '../rule';
import { neglectText, recompressionAdvice } from '../shared/columnstore/recompression';

/** COL-4: fewer are what late rows always leave for a while. */
const SHARE_RATIO = 0.05;
/** COL-4: so much is worth a person's time, whatever its share. */
const LARGE_BYTES = 1_000_000_000;

export default defineRule({
  meta: {
    id: 'columnstore/chunks-partial',
    title: 'Late rows stay beside the batches of converted chunks',
    why: 'Rows that arrive after a chunk was converted are kept uncompressed beside its batches. Until it is converted again every query reads both parts and merges them, and the late rows take several times the disk.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/convert_to_columnstore/',
    needs: ['hypertables', 'chunks', 'policies'],
    facts: {
      partialChunks: {
        label: 'Chunks with rows beside their batches, left so',
        source: '_timescaledb_catalog.chunk.status',
      },
      compressedChunks: { label: 'Of so many converted', source: '_timescaledb_catalog.chunk.status' },
      besideBytes: { label: 'What those rows take', source: 'pg_total_relation_size' },
      columnstoreRatio: {
        label: 'Ratio of the chunks without',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
    },
  },
  check({ hypertables, chunks, policies }, context) {
    if (!chunks.some(({ isCompressed }) => isCompressed))
      return { notApplicable: 'No chunk is in the columnstore' };
    return hypertables.flatMap((hypertable) => {
      const own = chunksOf(chunks, hypertable.hypertableId);
      const neglected = neglectedChunks('partial', hypertable, own, policies, context.nowMs);
      return neglected ? finding(neglected, hypertable, own, context) : [];
    });
  },
});

function finding(
  neglected: Neglected,
  hypertable: Row<'hypertables'>,
  own: readonly Row<'chunks'>[],
  context: RuleContext,
): Finding[] {
  const { schema, name } = hypertable;
  const partial = neglected.chunks.length;
  const compressed = own.filter(({ isCompressed, isTiered }) => isCompressed && !isTiered).length;
  const besideBytes = neglected.chunks.reduce((sum, { rowTotalBytes }) => sum + (rowTotalBytes ?? 0), 0);
  if (partial <= SHARE_RATIO * compressed && besideBytes <= byteThreshold(LARGE_BYTES, context)) return [];
  const ratio = columnstoreRatio(own);
  const advice = recompressionAdvice(neglected, 'partial', hypertable, context);
  return [
    {
      subject: [schema, name],
      severity: 'warning',
      confidence: 'high',
      title: `Take the late rows of ${schema}.${name} into the columnstore`,
      detail: `Rows lie beside the batches of ${count(partial)} of ${counted(compressed, 'converted chunk')}, ${bytes(besideBytes)} in all. ${neglectText(neglected, 'partial', hypertable)}`,
      facts: {
        partialChunks: partial,
        compressedChunks: compressed,
        besideBytes,
        columnstoreRatio: ratio?.ratio ?? null,
      },
      impact: savings(besideBytes, ratio),
      ...(advice && { advice }),
    },
  ];
}

function savings(besideBytes: number, ratio: ColumnstoreRatio | null): Impact {
  const prevents = 'queries that read and merge both parts of a chunk';
  if (!ratio)
    return {
      prevents,
      basis:
        'Bytes not estimated: every converted chunk has rows beside its batches, so its ratio is not known.',
    };
  return {
    prevents,
    bytesSaved: conversionSavings(besideBytes, ratio),
    basis: `${count(besideBytes)} bytes beside the batches × (1 − 1 ÷ ratio), with the ratio measured on ${counted(ratio.measuredChunks, 'chunk')} without late rows: ${ratio.low.toFixed(1)} to ${ratio.high.toFixed(1)}. The next VACUUM of the chunks gives them back.`,
  };
}
