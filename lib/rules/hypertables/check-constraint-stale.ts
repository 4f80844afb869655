import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { counted } from '@/lib/format/count';
import { defineRule, type Finding } from '../rule';

const SINCE = 2_028_000;
const REPAIRED_IN = 2_029_002;

/** The update script of 2.29.2 repairs it, so the way out is that update, and no SQL of ours. */
export default defineRule({
  meta: {
    id: 'hypertables/check-constraint-stale',
    title: 'Chunks carry the range of another chunk',
    why: 'Chunks that were merged before 2.28 may keep the CHECK constraint of a range that is no longer theirs. PostgreSQL plans by it: a query may leave the chunk out although it holds rows, and inserts into it are refused.',
    source: 'https://github.com/timescale/timescaledb/blob/2.29.2/CHANGELOG.md',
    needs: ['hypertables', 'catalogDefects'],
    wants: ['chunks'],
    facts: {
      staleChunks: { label: 'Chunks with such a constraint', source: 'pg_constraint, dimension_slice' },
      chunks: { label: 'Of so many', source: '_timescaledb_catalog.chunk' },
    },
  },
  check({ hypertables, catalogDefects, chunks }, { server: { timescale } }) {
    const version = timescale?.versionNumber ?? 0;
    if (version < SINCE || version >= REPAIRED_IN)
      return { notApplicable: 'Only TimescaleDB 2.28.0 to 2.29.1 are without the repair' };
    const stale = catalogDefects.filter(({ kind }) => kind === 'stale-check');
    return hypertables.flatMap((hypertable) => {
      const own = stale.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
      const chunkCount = chunks && chunksOf(chunks, hypertable.hypertableId).length;
      return own.length > 0 ? [finding(hypertable, own, chunkCount)] : [];
    });
  },
});

function finding(
  { schema, name }: Row<'hypertables'>,
  stale: readonly Row<'catalogDefects'>[],
  chunkCount: number | null,
): Finding {
  const [first] = stale;
  const staleChunks = new Set(stale.map((one) => one.name)).size;
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: 'high',
    title: `Update TimescaleDB to 2.29.2, which repairs chunks of ${schema}.${name}`,
    detail: `${counted(staleChunks, 'chunk')} ${staleChunks === 1 ? 'has' : 'have'} a CHECK constraint of a range that is not ${staleChunks === 1 ? 'its' : 'their'} own, such as ${first?.other} of ${first?.name}. Install the packages of 2.29.2 or newer, and run ALTER EXTENSION timescaledb UPDATE as the first statement of a new session. Merge no chunks until then.`,
    facts: { staleChunks, chunks: chunkCount },
    impact: {
      prevents: 'answers that lack the rows of these chunks',
      basis: `${counted(staleChunks, 'chunk')} with a constraint whose slice is another chunk’s; which queries plan by it is not known.`,
    },
  };
}
