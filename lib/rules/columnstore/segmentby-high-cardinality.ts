import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { count, counted } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { batchSavings } from '../shared/columnstore/batch-savings';
import { chosenSettings, settingsAdvice } from '../shared/columnstore/columnstore-advice';
import { findingsOf, type HighCardinality, highCardinality } from '../shared/columnstore/columnstore-causes';
import { type ColumnstoreSubject, columnstoreSubjects } from '../shared/columnstore/columnstore-subject';
import { chooseSegmentBy, type SegmentByChoice } from '../shared/columnstore/segmentby-choice';

export default defineRule({
  meta: {
    id: 'columnstore/segmentby-high-cardinality',
    title: 'Columnstore is segmented by a column with too many values',
    why: 'Every value of segmentby begins a batch of its own in every chunk, and a batch is made for 1,000 rows. With a few rows of each value the columnstore keeps an array, a header and an index entry for next to nothing: it can take more disk space than the rows did, and is slower to read.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/secondary-indexes/',
    needs: ['hypertables', 'chunks', 'compressionSettings'],
    wants: ['chunkCompression', 'hypertableColumns', 'statements', 'columnstoreDefaults'],
    facts: {
      rowsPerValue: { label: 'Rows of one value in a chunk', source: 'pg_stats.n_distinct' },
      rowsPerBatch: { label: 'Rows in a batch', source: '_timescaledb_catalog.compression_chunk_size' },
      batchesPerChunk: { label: 'Batches in a chunk', source: '_timescaledb_catalog.compression_chunk_size' },
      columnstoreRatio: {
        label: 'Ratio of the compressed chunks',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
    },
  },
  check(artifacts, context) {
    const subjects = columnstoreSubjects(artifacts, context);
    if (subjects.length === 0) return { notApplicable: 'No hypertable has columnstore turned on' };
    return findingsOf(subjects, highCardinality, context, (subject, found) =>
      finding(subject, found, context),
    );
  },
});

function finding(subject: ColumnstoreSubject, found: HighCardinality, context: RuleContext): Finding {
  const { schema, name } = subject.hypertable;
  const { column, rowsPerValue, fill } = found;
  const choice = choiceWithout(column, subject);
  const [instead] = choice.segmentBy;
  const { advice, whyNot } = settingsAdvice(
    subject,
    chosenSettings(subject, choice),
    `Queries for one ${column} no longer go to its batch directly: they decompress every batch whose time may hold it.`,
    context,
  );
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: found.confidence,
    title: instead
      ? `Segment ${schema}.${name} by ${choice.segmentBy.join(', ')} instead of ${column}`
      : `Stop segmenting ${schema}.${name} by ${column}`,
    detail: `${measuredText(found)} ${choice.basis}${whyNot}`,
    facts: {
      rowsPerValue: Math.round(rowsPerValue * 10) / 10,
      rowsPerBatch: fill && Math.round(fill.rowsPerBatch * 10) / 10,
      batchesPerChunk: fill && Math.round(fill.batchesPerChunk),
      columnstoreRatio: columnstoreRatio(subject.chunks)?.ratio ?? null,
    },
    impact: batchSavings(subject.chunks),
    ...(advice && { advice }),
  };
}

function measuredText({ column, rowsPerValue, fill }: HighCardinality): string {
  return fill
    ? `${counted(fill.measuredChunks, 'compressed chunk holds', 'compressed chunks hold')} ${count(Math.round(fill.batchesPerChunk))} batches each, with ${counted(Math.round(fill.rowsPerBatch * 10) / 10, 'row')} a batch, because ${column} begins a new one with every value.`
    : `${column} has about ${counted(Math.round(rowsPerValue), 'row')} of each value in a chunk, and a batch is made for 1,000.`;
}

/** The other columns stay; where there are none, what statements, indexes and statistics say. */
function choiceWithout(
  column: string,
  { hypertable, chunks, columns, inEffect, signs }: ColumnstoreSubject,
): Pick<SegmentByChoice, 'segmentBy' | 'orderBy' | 'basis'> {
  const choice = chooseSegmentBy(
    hypertable,
    columns?.filter(({ name }) => name !== column) ?? [],
    rowsPerChunk(chunks),
    signs,
  );
  const others = inEffect.segmentBy?.filter((name) => name !== column) ?? [];
  return others.length === 0
    ? choice
    : {
        segmentBy: others,
        orderBy: choice.orderBy.filter((order) => !others.includes(order.column)),
        basis: `Without it, ${others.join(', ')} ${others.length === 1 ? 'stays' : 'stay'}.`,
      };
}
