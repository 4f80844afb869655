import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { count, counted } from '@/lib/format/count';
import type { ColumnstoreSettings } from '@/lib/sql/columnstore-settings';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { batchSavings } from '../shared/columnstore/batch-savings';
import { chosenSettings, settingsAdvice } from '../shared/columnstore/columnstore-advice';
import { batchesUnderFilled, findingsOf, type UnderFilled } from '../shared/columnstore/columnstore-causes';
import { type ColumnstoreSubject, columnstoreSubjects } from '../shared/columnstore/columnstore-subject';
import { chooseSegmentBy } from '../shared/columnstore/segmentby-choice';

export default defineRule({
  meta: {
    id: 'columnstore/batches-under-filled',
    title: 'Columnstore batches hold few rows',
    why: 'Columnstore packs up to 1,000 rows into a batch, and its compression and vectorised execution live from that. With less than 100 rows each, headers and index entries outweigh what is saved.',
    source: 'https://github.com/timescale/timescaledb-extras',
    needs: ['hypertables', 'chunks', 'compressionSettings'],
    wants: ['chunkCompression', 'hypertableColumns', 'statements', 'columnstoreDefaults'],
    facts: {
      rowsPerBatch: { label: 'Rows in a batch', source: '_timescaledb_catalog.compression_chunk_size' },
      batchesPerChunk: { label: 'Batches in a chunk', source: '_timescaledb_catalog.compression_chunk_size' },
      underFilledChunks: {
        label: 'Chunks with less than 100 rows a batch',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      measuredChunks: {
        label: 'Compressed chunks whose batches were counted',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      columnstoreRatio: {
        label: 'Ratio of the under-filled chunks',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
    },
  },
  check(artifacts, context) {
    const subjects = columnstoreSubjects(artifacts, context);
    if (!subjects.some(({ chunks }) => chunks.some(({ isCompressed }) => isCompressed)))
      return { notApplicable: 'No chunk is in the columnstore' };
    return findingsOf(subjects, batchesUnderFilled, context, (subject, found) =>
      finding(subject, found, context),
    );
  },
});

function finding(subject: ColumnstoreSubject, found: UnderFilled, context: RuleContext): Finding {
  const { schema, name } = subject.hypertable;
  const { fill, chunks, measuredChunks } = found;
  const { wanted, because } = remedy(subject, found);
  const { advice, whyNot } = settingsAdvice(
    subject,
    wanted,
    'Queries for one value of a column that no longer segments decompress the rows of others too.',
    context,
  );
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: 'high',
    title: `Fill the columnstore batches of ${schema}.${name}`,
    detail: `${count(chunks.length)} of ${counted(measuredChunks, 'compressed chunk')}: ${counted(Math.round(fill.rowsPerBatch * 10) / 10, 'row')} a batch. ${because}${whyNot}`,
    facts: {
      rowsPerBatch: Math.round(fill.rowsPerBatch * 10) / 10,
      batchesPerChunk: Math.round(fill.batchesPerChunk),
      underFilledChunks: chunks.length,
      measuredChunks,
      columnstoreRatio: columnstoreRatio(chunks)?.ratio ?? null,
    },
    impact: batchSavings(chunks),
    ...(advice && { advice }),
  };
}

/** Chunks with former settings get the ones of today; where those are at fault, others are chosen. */
function remedy(
  subject: ColumnstoreSubject,
  found: UnderFilled,
): { readonly wanted: ColumnstoreSettings; readonly because: string } {
  const { hypertable, inEffect, columns, chunks, driftedIds, signs } = subject;
  if (found.chunks.every(({ chunkId }) => driftedIds.has(chunkId)))
    return { wanted: inEffect, because: 'They were compressed with settings that have been changed since.' };
  const present = inEffect.segmentBy ?? [];
  const perChunk = rowsPerChunk(chunks);
  const segments = present.length === 0 ? 'no column' : present.join(', ');
  const first = chooseSegmentBy(hypertable, columns ?? [], perChunk, signs);
  // Statistics that call the present column coarse enough are refuted by what was measured.
  const choice =
    first.segmentBy.join() === present.join()
      ? chooseSegmentBy(
          hypertable,
          columns?.filter(({ name }) => !present.includes(name)) ?? [],
          perChunk,
          signs,
        )
      : first;
  const wanted = chosenSettings(subject, choice);
  return present.length === 0
    ? { wanted: inEffect, because: 'They have no segments: their rows were converted in small portions.' }
    : {
        wanted,
        because: `A chunk of ${count(perChunk)} rows has too many segments by ${segments}. ${choice.basis}`,
      };
}
