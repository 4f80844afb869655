import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { CLEAN_UP_REWRITES, COUNT_REWRITES, RUNNING_MERGES } from '@/lib/sql/chunk-rewrite';
import { defineRule, type Finding } from '../rule';

/** Concurrent merges came with it. */
const SINCE = 2_024_000;

export default defineRule({
  meta: {
    id: 'hypertables/rewrite-leftover',
    title: 'An interrupted merge left a half-written chunk',
    why: 'A concurrent merge writes the rows into a new table beside the chunk. When it is interrupted that table stays: it takes disk, nothing reads it, and the chunk cannot be merged again while it is noted.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/merge_chunks',
    needs: ['hypertables', 'catalogDefects'],
    facts: {
      leftovers: {
        label: 'Chunks whose rewrite is not finished',
        source: '_timescaledb_catalog.chunk_rewrite',
      },
    },
  },
  check({ hypertables, catalogDefects }, { server: { timescale } }) {
    if ((timescale?.versionNumber ?? 0) < SINCE)
      return { notApplicable: 'Concurrent merges came with TimescaleDB 2.24' };
    const leftovers = catalogDefects.filter(({ kind }) => kind === 'unfinished-rewrite');
    return leftovers.length > 0 ? [finding(hypertables, leftovers)] : [];
  },
});

/** One for the database: one statement cleans up all of them. */
function finding(
  hypertables: readonly Row<'hypertables'>[],
  leftovers: readonly Row<'catalogDefects'>[],
): Finding {
  const names = [
    ...new Set(
      leftovers.map(({ hypertableId, schema, name }) => {
        const hypertable = hypertables.find((one) => one.hypertableId === hypertableId);
        return hypertable ? `${hypertable.schema}.${hypertable.name}` : `${schema}.${name}`;
      }),
    ),
  ];
  return {
    subject: ['_timescaledb_catalog', 'chunk_rewrite'],
    severity: 'warning',
    // A merge that has just let go of its locks looks the same.
    confidence: 'medium',
    title: 'Clean up after an interrupted merge of chunks',
    detail: `${counted(leftovers.length, 'chunk is', 'chunks are')} noted as being rewritten, and no session holds a lock of a merge on ${leftovers.length === 1 ? 'it' : 'them'}: ${names.slice(0, 5).join(', ')}.`,
    facts: { leftovers: leftovers.length },
    impact: {
      prevents: 'disk that nothing uses, and merges that are refused',
      basis: `Bytes not estimated: ${counted(leftovers.length, 'half-written table')}, of which the catalog notes no size.`,
    },
    advice: {
      precheck: { sql: RUNNING_MERGES, expect: '0 — no session merges chunks now' },
      steps: [
        {
          sql: CLEAN_UP_REWRITES,
          transaction: 'own',
          lock: {
            mode: 'AccessExclusive',
            on: 'the half-written tables',
            blocks: 'nothing: nobody reads them',
          },
          duration: { seconds: 1, basis: 'catalog rows, and files to unlink' },
          rewrites: false,
        },
      ],
      undo: { impossible: 'Not needed: the chunks themselves were never touched.' },
      verify: { sql: COUNT_REWRITES, expect: '0' },
      role: 'owner of the hypertables, or a superuser',
      deletesData: false,
      notRehearsable: 'A sandbox has no interrupted merge to clean up.',
      note: 'The half-written tables are dropped; the rows are in the chunks as before. Then merge again.',
    },
  };
}
