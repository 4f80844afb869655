import { rowsPerChunk } from '@/lib/derive/rows-per-chunk';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import type { ColumnstoreSettings } from '@/lib/sql/columnstore-settings';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { chosenSettings, settingsAdvice } from '../shared/columnstore/columnstore-advice';
import { findingsOf, type PoorRatio, ratioPoor } from '../shared/columnstore/columnstore-causes';
import { type ColumnstoreSubject, columnstoreSubjects } from '../shared/columnstore/columnstore-subject';
import { chooseSegmentBy } from '../shared/columnstore/segmentby-choice';

export default defineRule({
  meta: {
    id: 'columnstore/ratio-poor',
    title: 'Columnstore saves less than half of the disk space',
    why: 'Time series usually shrink to a fifth or less. Where they do not, either the rows of a batch are ordered so that neighbours have nothing in common, or the values do not compress, and the columnstore costs CPU for little.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/real-time-analytics-in-hypercore/',
    needs: ['hypertables', 'chunks', 'compressionSettings'],
    wants: ['chunkCompression', 'hypertableColumns', 'statements', 'columnstoreDefaults'],
    facts: {
      columnstoreRatio: {
        label: 'Bytes before ÷ bytes now',
        source: '_timescaledb_catalog.compression_chunk_size, pg_total_relation_size',
      },
      lowRatio: {
        label: 'The worst tenth of the chunks',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      highRatio: {
        label: 'The best tenth of the chunks',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      beforeBytes: {
        label: 'Table, TOAST and indexes before',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
      columnBytes: { label: 'Table, TOAST and indexes now', source: 'pg_total_relation_size' },
      measuredChunks: { label: 'Chunks measured', source: '_timescaledb_catalog.chunk.status' },
    },
  },
  check(artifacts, context) {
    const subjects = columnstoreSubjects(artifacts, context);
    if (!subjects.some(({ chunks }) => chunks.some(({ isCompressed }) => isCompressed)))
      return { notApplicable: 'No chunk is in the columnstore' };
    return findingsOf(subjects, ratioPoor, context, (subject, found) => finding(subject, found, context));
  },
});

function finding(subject: ColumnstoreSubject, found: PoorRatio, context: RuleContext): Finding {
  const { schema, name } = subject.hypertable;
  const { ratio, beforeBytes, columnBytes } = found;
  const { wanted, because } = betterOrder(subject);
  const { advice, changes, whyNot } = settingsAdvice(
    subject,
    wanted,
    'Queries that profit from the present order decompress more.',
    context,
  );
  const isDrifted = found.chunks.some(({ chunkId }) => subject.driftedIds.has(chunkId));
  const suspect = changes
    ? `No batches of few rows explain it, so the order of the rows is the suspect. ${because}`
    : isDrifted
      ? 'Some of them were compressed with settings that have been changed since.'
      : 'Indexes and statistics know no better settings: the values themselves do not compress.';
  return {
    subject: [schema, name],
    // Nothing fails by it and no row is at risk, even below 1: it costs disk space.
    severity: 'warning',
    confidence: 'high',
    title: `Compress ${schema}.${name} better, or not at all`,
    detail: `${bytes(beforeBytes)} in ${counted(ratio.measuredChunks, 'chunk')} became ${bytes(columnBytes)} in the columnstore: ${times(ratio.ratio)}. ${suspect}${whyNot}`,
    facts: {
      columnstoreRatio: ratio.ratio,
      lowRatio: ratio.low,
      highRatio: ratio.high,
      beforeBytes,
      columnBytes,
      measuredChunks: ratio.measuredChunks,
    },
    impact: {
      basis: `Not estimated: what another order saves shows when a chunk is rewritten with it. ${count(beforeBytes)} bytes before ÷ ${count(columnBytes)} bytes now.`,
    },
    ...(advice && { advice }),
  };
}

/** Full batches speak for the segments that there are; without segments, indexes and statistics say more. */
function betterOrder(subject: ColumnstoreSubject): {
  readonly wanted: ColumnstoreSettings;
  readonly because: string;
} {
  const { hypertable, columns, chunks, inEffect, signs } = subject;
  const present = inEffect.segmentBy ?? [];
  if (present.length === 0) {
    const choice = chooseSegmentBy(hypertable, columns ?? [], rowsPerChunk(chunks), signs);
    return { wanted: chosenSettings(subject, choice), because: choice.basis };
  }
  const byTime = [{ column: hypertable.timeColumn, descending: true }];
  return {
    wanted: chosenSettings(subject, { segmentBy: present, orderBy: byTime }),
    because: `Within ${present.join(', ')}, values of time series change least from one instant to the next.`,
  };
}
