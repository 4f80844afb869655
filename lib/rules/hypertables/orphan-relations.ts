import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countCatalogued, countTables, dropTables } from '@/lib/sql/orphan-relation';
import { type Advice, defineRule, type Finding } from '../rule';

/** Names of more tables than these nobody reads; the next snapshot names the next ones. */
const MOST_TABLES = 20;

type Orphan = Row<'catalogDefects'> & { readonly schema: string };

export default defineRule({
  meta: {
    id: 'hypertables/orphan-relations',
    title: 'Tables named like chunks belong to no hypertable',
    why: 'No query of a hypertable reads them, no policy converts or drops them, and their rows take disk and backups all the same. If they were lost and not detached on purpose, the hypertable lacks their rows.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/detach_chunk',
    needs: ['hypertables', 'catalogDefects'],
    facts: {
      orphanTables: { label: 'Tables without a chunk', source: 'pg_class, _timescaledb_catalog.chunk' },
      childTables: { label: 'Of them still children of the hypertable', source: 'pg_inherits' },
      orphanBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      orphanRows: { label: 'Their rows, estimated', source: 'pg_class.reltuples' },
    },
  },
  check({ hypertables, catalogDefects }) {
    const orphans = catalogDefects.flatMap((defect) =>
      defect.kind === 'orphan-relation' && defect.schema !== null
        ? [{ ...defect, schema: defect.schema }]
        : [],
    );
    const ids = [...new Set(orphans.map(({ hypertableId }) => hypertableId))];
    return ids.map((id) => {
      const hypertable = hypertables.find(({ hypertableId }) => hypertableId === id);
      return finding(
        hypertable,
        orphans.filter(({ hypertableId }) => hypertableId === id),
      );
    });
  },
});

function finding(hypertable: Row<'hypertables'> | undefined, orphans: readonly Orphan[]): Finding {
  const orphanBytes = orphans.reduce((sum, { totalBytes }) => sum + (totalBytes ?? 0), 0);
  const children = orphans.filter(({ isChild }) => isChild).length;
  const [first] = orphans;
  const of = hypertable ? ` of ${hypertable.schema}.${hypertable.name}` : '';
  return {
    subject: hypertable
      ? [hypertable.schema, hypertable.name]
      : [first?.schema ?? '', (first?.name ?? '').replace(/_\d+_chunk$/, '')],
    severity: 'warning',
    confidence: children > 0 ? 'medium' : 'low',
    title: `Look at ${counted(orphans.length, 'table')} that ${orphans.length === 1 ? 'is no chunk' : 'are no chunks'}${of} any more`,
    detail: `${counted(orphans.length, 'table is', 'tables are')} named like chunks (${bytes(orphanBytes)}, such as ${first?.name}), but TimescaleDB’s catalog does not have them. ${reason(children, orphans.length)}`,
    facts: {
      orphanTables: orphans.length,
      childTables: children,
      orphanBytes,
      orphanRows: rowsOf(orphans),
    },
    impact: {
      bytesSaved: { low: orphanBytes, high: orphanBytes },
      basis: `${counted(orphans.length, 'table')} with ${count(orphanBytes)} bytes, if nobody needs their rows.`,
    },
    advice: adviceOf(orphans),
  };
}

/** Not known as soon as one was never analysed. */
function rowsOf(orphans: readonly Orphan[]): number | null {
  return orphans.reduce<number | null>(
    (sum, { estimatedRows }) => (sum === null || estimatedRows === null ? null : sum + estimatedRows),
    0,
  );
}

function reason(children: number, all: number): string {
  if (children === 0) return 'detach_chunk leaves such tables on purpose; so does an upgrade that broke off.';
  const some = children === all ? '' : `${count(children)} of them: `;
  return `${some}They still inherit from the hypertable, which a detached chunk does not: their catalog rows were lost, and queries leave their rows out.`;
}

function adviceOf(orphans: readonly Orphan[]): Advice {
  const taken = orphans.slice(0, MOST_TABLES);
  const more = orphans.length - taken.length;
  return {
    precheck: { sql: countCatalogued(taken), expect: '0 — none of them is a chunk' },
    steps: [
      {
        sql: dropTables(taken),
        transaction: 'own',
        lock: {
          mode: 'AccessExclusive',
          on: 'these tables, and the hypertable where they inherit from it',
          blocks: 'reads and writes, for a moment',
        },
        duration: {
          seconds: Math.max(1, Math.ceil(taken.length / 10)),
          basis: `${taken.length} tables at ten a second: catalog rows, and files to unlink; waiting for locks not counted`,
        },
        rewrites: false,
      },
    ],
    undo: { impossible: 'Dropped tables are deleted; only a backup or an export still has their rows.' },
    verify: { sql: countTables(taken), expect: '0' },
    worsens: 'The rows are deleted for good.',
    role: 'owner of the tables',
    deletesData: true,
    notRehearsable: 'A sandbox is built from the catalog, which does not have these tables.',
    note: `Read the rows of each table first: if the hypertable lacks them, insert them into it from there. To keep a table that was detached, ALTER TABLE … SET SCHEMA moves it out of TimescaleDB’s schema, and this finding goes as well. DROP TABLE without CASCADE fails where something depends on it, which is a reason to look again.${more > 0 ? ` ${counted(more, 'more table follows', 'more tables follow')} in the next snapshot.` : ''}`,
  };
}
