import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { defineRule, type Finding } from '../rule';

/** There is no SQL for it: what a catalog that points to nothing needs depends on how it came to that. */
export default defineRule({
  meta: {
    id: 'hypertables/catalog-chunk-missing',
    title: 'The catalog has chunks whose table is gone',
    why: 'Queries that reach such a chunk fail, and so do policies, dumps and updates of TimescaleDB. The rows that it held are lost unless a backup has them.',
    source: 'https://github.com/timescale/timescaledb-extras/blob/main/diagnostic.sql',
    needs: ['hypertables', 'catalogDefects'],
    facts: {
      missingTables: { label: 'Chunks without a table', source: '_timescaledb_catalog.chunk, pg_class' },
    },
  },
  check({ hypertables, catalogDefects }) {
    const missing = catalogDefects.filter(({ kind }) => kind === 'missing-relation');
    const ids = [...new Set(missing.map(({ hypertableId }) => hypertableId))];
    return ids.map((id) =>
      finding(
        hypertables.find(({ hypertableId }) => hypertableId === id),
        missing.filter(({ hypertableId }) => hypertableId === id),
      ),
    );
  },
});

function finding(
  hypertable: Row<'hypertables'> | undefined,
  missing: readonly Row<'catalogDefects'>[],
): Finding {
  const [first] = missing;
  const name = hypertable ? `${hypertable.schema}.${hypertable.name}` : `hypertable ${first?.hypertableId}`;
  // From 2.29 the catalog has an oid where it had names.
  const named =
    first?.schema === null ? `the relation of oid ${first.name}` : `${first?.schema}.${first?.name}`;
  return {
    subject: hypertable
      ? [hypertable.schema, hypertable.name]
      : ['hypertable', String(first?.hypertableId ?? '')],
    severity: 'critical',
    confidence: 'high',
    title: `Restore the missing chunks of ${name}`,
    detail: `The catalog has ${counted(missing.length, 'chunk')} whose table is gone, such as ${named}. Something dropped it past TimescaleDB: a DROP while timescaledb.restoring was on, a restore that broke off, or damage. Take no further backup over the last good one; restore the table from it, or take the case to TimescaleDB before anybody edits the catalog by hand.`,
    facts: { missingTables: missing.length },
    impact: {
      prevents: 'queries, dumps and updates that fail',
      basis: `${counted(missing.length, 'chunk')} of the catalog without a row in pg_class; what they held is not known.`,
    },
  };
}
