import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { RUNNING_INDEX_BUILDS } from '@/lib/sql/hypertable-index';
import { countInvalidIndexes } from '@/lib/sql/index-repair';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { ORDINARY_TABLE } from '../shared/indexes/not-rehearsable';
import { dropBrokenStep, isRebuildLeftover, rebuildStep } from '../shared/indexes/repair-steps';
import { areAttachable, attachedSteps, INTERRUPTED } from '../shared/indexes/table-index-advice';

type Index = Row<'indexes'>;

export default defineRule({
  meta: {
    id: 'indexes/invalid',
    title: 'An index is not valid',
    why: 'A concurrent build that failed leaves an index that every insert writes and no query uses. A unique one does not guard the rows that were there before.',
    source: 'https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
    needs: ['indexes'],
    wants: ['tables'],
    // Whoever builds it anew by hand needs as long (awesome-prometheus-alerts waits six hours).
    timing: {
      warning: { forSeconds: 3_600, clearSeconds: 60 },
      critical: { forSeconds: 3_600, clearSeconds: 60 },
    },
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_class.relpages' },
      tableBytes: { label: 'Rows that a build reads', source: 'pg_class.relpages' },
      partitions: { label: 'Partitions that have it', source: 'pg_inherits' },
    },
  },
  check({ indexes, tables }, context) {
    if (context.server.inRecovery) return { notApplicable: 'A standby has the indexes of its primary' };
    return indexes
      .filter(({ isValid, isBeingBuilt }) => !isValid && !isBeingBuilt)
      .map((index) =>
        finding(
          index,
          tables?.find(({ relationOid }) => relationOid === index.tableOid)?.tableBytes ?? null,
          indexes,
          context,
        ),
      );
  },
});

function finding(
  index: Index,
  tableBytes: number | null,
  indexes: readonly Index[],
  { server }: RuleContext,
): Finding {
  const { schema, tableName, name, partitions, isUnique } = index;
  const isLeftover = isRebuildLeftover(name);
  const guardsNothing = isUnique && !isLeftover;
  const facts = { indexBytes: index.totalBytes, tableBytes, partitions };
  const common = {
    subject: [schema, tableName, name],
    severity: guardsNothing ? ('critical' as const) : ('warning' as const),
    // A role that sees no other sessions does not see builds.
    confidence: server.isMonitor || server.isSuperuser ? ('high' as const) : ('medium' as const),
    facts,
  };
  if (partitions !== null) {
    const advice = attachAdvice(index, indexes, server.engine === 'server');
    return {
      ...common,
      title: `Finish the index ${name} of ${schema}.${tableName}`,
      detail: `Not every partition has an index that is attached to ${name}. ${advice ? lackingText(index) : `Build it on those that lack it, concurrently, and attach each with ALTER INDEX … ATTACH PARTITION; the last one makes ${name} valid. One that is attached and not valid itself has to be rebuilt first.`}`,
      ...(advice && { advice }),
    };
  }
  return {
    ...common,
    title: isLeftover
      ? `Drop ${name} of ${schema}.${tableName}, which a rebuild left behind`
      : `Build the index ${name} of ${schema}.${tableName} again`,
    detail: isLeftover
      ? `A concurrent rebuild failed or was stopped, and left ${name} (${bytes(index.totalBytes)}). The index that it was for is still there.`
      : `${name} (${bytes(index.totalBytes)}) cannot be used: a concurrent build of it failed or was stopped.`,
    impact: guardsNothing
      ? {
          prevents: 'equal rows that nothing guards against',
          basis: `${name} is unique and does not vouch for the rows that were there when its build failed.`,
        }
      : {
          prevents: 'scans of the whole table, and writes to an index for nothing',
          basis: `Not estimated: how often queries need ${name} is not known.`,
        },
    advice: adviceOf(index, tableBytes, server.engine === 'server'),
  };
}

const lackingText = ({ name, lackingPartitions }: Index) =>
  `${(lackingPartitions ?? []).map((partition) => partition.name).join(', ')} ${lackingPartitions?.length === 1 ? 'lacks' : 'lack'} it; the last one makes ${name} valid.`;

/** Where it is known which partitions lack it. A constraint is attached with the constraints of its partitions. */
function attachAdvice(index: Index, indexes: readonly Index[], concurrently: boolean): Advice | null {
  const { schema, tableName, name } = index;
  const lacking = index.lackingPartitions ?? [];
  if (!areAttachable(lacking) || index.isConstraint) return null;
  const parts = lacking.map((partition) => ({
    partition,
    existing: indexes.find((other) => isSameOn(partition, other, index))?.name ?? null,
  }));
  const columns = index.keyColumns.flatMap((column) => column ?? []);
  const taken = new Set(indexes.map((other) => other.name));
  return {
    ...repaired(index),
    steps: attachedSteps(index, parts, columns, taken, concurrently),
    role: `owner of ${schema}.${tableName} and its partitions`,
    note: `${INTERRUPTED} Where nobody needs ${name}, DROP INDEX does as well.`,
  };
}

const isSameOn = (
  partition: { readonly schema: string; readonly name: string },
  other: Index,
  { structure, isUnique }: Index,
): boolean =>
  other.schema === partition.schema &&
  other.tableName === partition.name &&
  other.structure === structure &&
  other.isUnique === isUnique &&
  other.isValid &&
  !other.isConstraint;

/** What holds of every repair. */
const repaired = (index: Index) => ({
  precheck: { sql: RUNNING_INDEX_BUILDS, expect: '0 — no index is being built' },
  undo: { impossible: 'Not needed: an index that is not valid is no state to go back to.' },
  verify: { sql: countInvalidIndexes([index]), expect: '0' },
  deletesData: false,
  notRehearsable: ORDINARY_TABLE,
});

function adviceOf(index: Index, heapBytes: number | null, concurrently: boolean): Advice {
  const { schema, tableName, name } = index;
  const broken = { schema, name, on: `${schema}.${tableName}`, heapBytes };
  return {
    ...repaired(index),
    steps: [
      isRebuildLeftover(name) ? dropBrokenStep(broken, concurrently) : rebuildStep(broken, concurrently),
    ],
    role: `owner of ${schema}.${tableName}`,
    note: `Where nobody needs it, DROP INDEX CONCURRENTLY does as well.${index.isUnique ? ' A unique index fails again while there are equal rows; its error names them.' : ''} A build that fails leaves an index whose name ends with _ccnew.`,
  };
}
