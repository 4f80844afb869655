import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { type ColumnstoreSettings, keepsSettingsPerChunk } from '@/lib/sql/columnstore-settings';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { settingsAdvice } from '../shared/columnstore/columnstore-advice';
import { type Drifted, findingsOf, settingsDrifted } from '../shared/columnstore/columnstore-causes';
import { type ColumnstoreSubject, columnstoreSubjects } from '../shared/columnstore/columnstore-subject';

export default defineRule({
  meta: {
    id: 'columnstore/settings-drifted',
    title: 'Chunks were compressed with settings that have changed since',
    why: 'New settings count for chunks that are compressed from then on; the others keep what they have until they are rewritten. Queries that the change was made for are slow on all the older chunks.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/convert_to_columnstore/',
    needs: ['hypertables', 'chunks', 'compressionSettings'],
    wants: ['chunkCompression', 'hypertableColumns', 'statements', 'columnstoreDefaults'],
    facts: {
      driftedChunks: {
        label: 'Chunks with former settings',
        source: '_timescaledb_catalog.compression_settings',
      },
      compressedChunks: { label: 'Of so many compressed', source: '_timescaledb_catalog.chunk.status' },
      driftedBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check(artifacts, context) {
    const { timescale } = context.server;
    if (timescale && !keepsSettingsPerChunk(timescale))
      return { notApplicable: 'Until TimescaleDB 2.14 settings do not change while chunks are compressed' };
    const subjects = columnstoreSubjects(artifacts, context);
    if (!subjects.some(({ chunks }) => chunks.some(({ isCompressed }) => isCompressed)))
      return { notApplicable: 'No chunk is in the columnstore' };
    if (!artifacts.chunkCompression)
      return { notRun: 'With which settings chunks were compressed was not read' };
    return findingsOf(subjects, settingsDrifted, context, (subject, found) =>
      finding(subject, found, context),
    );
  },
});

function finding(subject: ColumnstoreSubject, found: Drifted, context: RuleContext): Finding {
  const { schema, name } = subject.hypertable;
  const compressed = subject.chunks.filter(({ isCompressed }) => isCompressed).length;
  const { advice } = settingsAdvice(
    subject,
    subject.inEffect,
    'Queries that profit from the former order of these chunks decompress more.',
    context,
  );
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title: `Rewrite the chunks of ${schema}.${name} that have former columnstore settings`,
    detail: `${count(found.chunks.length)} of ${counted(compressed, 'compressed chunk')}, ${bytes(found.bytes)} in all, have other segments or another order than ${settingsText(subject.inEffect)}. If retention drops them soon, leave them.`,
    facts: {
      driftedChunks: found.chunks.length,
      compressedChunks: compressed,
      driftedBytes: found.bytes,
    },
    impact: {
      prevents: 'queries that are fast on new chunks and slow on old ones',
      basis: 'Not estimated: it depends on how many queries reach back to these chunks.',
    },
    ...(advice && { advice }),
  };
}

function settingsText({ segmentBy, orderBy }: ColumnstoreSettings): string {
  const order = orderBy?.map(({ column, descending }) => `${column}${descending ? ' DESC' : ''}`).join(', ');
  return `the hypertable has now: segmented by ${segmentBy?.join(', ') || 'nothing'}${order ? `, ordered by ${order}` : ''}`;
}
