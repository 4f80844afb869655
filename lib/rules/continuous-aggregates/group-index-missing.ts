import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { countIndexesNamed, groupIndex } from '@/lib/sql/hypertable-index';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { buildFor, buildIndexStep, dropIndexStep, heapBytes } from '../shared/indexes/index-steps';

/** As for hypertables: scanning less than this as a whole takes a fraction of a second, which an index does not save. */
const LARGE_BYTES = 100_000_000;
/** Reading a fifth of a table or more is faster without an index. */
const FEW_VALUES = 5;

interface Unindexed {
  readonly axis: Row<'hypertables'>;
  /** At least one. */
  readonly columns: readonly Row<'hypertableColumns'>[];
  readonly rowBytes: number;
}

export default defineRule({
  meta: {
    id: 'continuous-aggregates/group-index-missing',
    title: 'An aggregate has no index on what it groups by',
    why: 'TimescaleDB makes an index for every column of the GROUP BY, unless it is told not to or someone drops it. Without one a query for one device reads all devices of every chunk.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/create-index/',
    needs: ['hypertables', 'continuousAggregates', 'hypertableColumns', 'chunks'],
    facts: {
      rowHeapBytes: { label: 'Rows of the aggregate outside of the columnstore', source: 'pg_relation_size' },
      columns: { label: 'Columns of its GROUP BY without an index', source: 'pg_rewrite and pg_index' },
    },
  },
  check({ hypertables, continuousAggregates, hypertableColumns, chunks }, context) {
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates.flatMap(({ hypertableId }) => {
      const axis = hypertables.find((hypertable) => hypertable.hypertableId === hypertableId);
      const columns = hypertableColumns.filter(
        (column) =>
          column.hypertableId === hypertableId &&
          column.isGroupedBy &&
          column.name !== axis?.timeColumn &&
          !column.leadsIndex &&
          !isCoarse(column),
      );
      const rowBytes = heapBytes(chunksOf(chunks, hypertableId));
      if (!axis || columns.length === 0 || rowBytes < byteThreshold(LARGE_BYTES, context)) return [];
      return [finding({ axis, columns, rowBytes }, context)];
    });
  },
});

const isCoarse = ({ distinctValues }: Row<'hypertableColumns'>) =>
  distinctValues !== null && distinctValues >= 0 && distinctValues < FEW_VALUES;

function finding(unindexed: Unindexed, context: RuleContext): Finding {
  const { axis, columns, rowBytes } = unindexed;
  const { schema, name } = axis;
  const names = columns.map((column) => column.name).join(', ');
  return {
    subject: [schema, name],
    severity: 'notice',
    // Whether queries ask for single values of these columns is not in the catalog.
    confidence: 'low',
    title: `Index what ${schema}.${name} groups by`,
    detail: `No index begins with ${names}, and outside of the columnstore the aggregate holds ${bytes(rowBytes)}. A query for one value reads all of the chunks that it touches. If nobody asks for single values, this is as it should be.`,
    facts: { rowHeapBytes: rowBytes, columns: columns.length },
    impact: {
      prevents: 'scans of whole chunks for one series',
      basis: `Up to ${count(rowBytes)} bytes are read where an index would lead to the rows of one series; how often is not known.`,
    },
    advice: adviceOf(unindexed, context),
  };
}

function adviceOf({ axis, columns, rowBytes }: Unindexed, { server }: RuleContext): Advice {
  const { schema, name, relationSchema, relationName, timeColumn } = axis;
  const indexes = columns.map((column) => groupIndex(relationName, column.name, timeColumn));
  const [first] = indexes;
  const count = countIndexesNamed(relationSchema, first?.name ?? '');
  const isApart = indexes.every((index) => buildFor(index, server) === 'apart');
  return {
    precheck: { sql: count, expect: '0 — the name is free' },
    // The owner of an aggregate may not create anything in the schema of the table behind it, but on its view.
    steps: indexes.map((index) => buildIndexStep(axis, index, buildFor(index, server), rowBytes)),
    undo: indexes.map((index) => ({ sql: dropIndexStep({ schema: relationSchema, name: index.name }).sql })),
    verify: { sql: count, expect: '1' },
    worsens: 'On every chunk each takes disk, and time of each refresh.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: `Set lock_timeout first: a statement that waits stops everyone behind it. ${isApart ? 'An interrupted build leaves an index that is not valid: drop it and build it again.' : 'It is built in one transaction: choose a time without a refresh.'}`,
  };
}
