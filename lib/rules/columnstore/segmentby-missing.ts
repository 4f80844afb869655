import { FULL_BATCH_ROWS } from '@/lib/derive/batch-fill';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { count } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { chosenSettings, settingsAdvice } from '../shared/columnstore/columnstore-advice';
import {
  findingsOf,
  type MissingSegmentBy,
  segmentByMissing,
} from '../shared/columnstore/columnstore-causes';
import { type ColumnstoreSubject, columnstoreSubjects } from '../shared/columnstore/columnstore-subject';

export default defineRule({
  meta: {
    id: 'columnstore/segmentby-missing',
    title: 'Columnstore mixes all series in every batch',
    why: 'Without segmentby a batch holds 1,000 rows as they come, of all series. Who asks for one of them decompresses the rows of all, and neighbouring values that have nothing to do with each other compress worse.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/secondary-indexes/',
    needs: ['hypertables', 'chunks', 'compressionSettings'],
    wants: ['chunkCompression', 'hypertableColumns', 'statements', 'columnstoreDefaults'],
    facts: {
      valuesPerChunk: { label: 'Values of the column to segment by', source: 'pg_stats.n_distinct' },
      rowsPerChunk: { label: 'Rows in a chunk', source: '_timescaledb_catalog.compression_chunk_size' },
      compressedChunks: { label: 'Chunks without segments', source: '_timescaledb_catalog.chunk.status' },
      totalBytes: { label: 'Size of the hypertable', source: 'pg_total_relation_size' },
    },
  },
  check(artifacts, context) {
    const subjects = columnstoreSubjects(artifacts, context);
    if (subjects.length === 0) return { notApplicable: 'No hypertable has columnstore turned on' };
    return findingsOf(subjects, segmentByMissing, context, (subject, found) =>
      finding(subject, found, context),
    );
  },
});

function finding(subject: ColumnstoreSubject, found: MissingSegmentBy, context: RuleContext): Finding {
  const { schema, name } = subject.hypertable;
  const { column, choice, valuesPerChunk, rowsPerChunk } = found;
  const compressed = subject.chunks.filter(({ isCompressed }) => isCompressed);
  const { advice, whyNot } = settingsAdvice(
    subject,
    chosenSettings(subject, choice),
    `Batches hold the rows of one ${column.name}, which are fewer where a chunk has less than ${count(FULL_BATCH_ROWS)} of them.`,
    context,
  );
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: choice.confidence,
    title: `Segment ${schema}.${name} by ${column.name}`,
    detail: `Its columnstore has no segmentby, so that every batch mixes the values of ${column.name}. ${choice.basis}${whyNot}`,
    facts: {
      valuesPerChunk,
      rowsPerChunk,
      compressedChunks: compressed.length,
      totalBytes: chunkBytes(subject.chunks),
    },
    impact: {
      prevents: `queries for one ${column.name} from decompressing the rows of all of them`,
      basis: `Bytes are not estimated: they may shrink or grow a little. ${count(valuesPerChunk)} values share the batches, so a query for one decompresses up to ${count(valuesPerChunk)} times what it needs.`,
    },
    ...(advice && { advice }),
  };
}
