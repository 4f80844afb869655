import type { RelationName } from './columnstore';
import { type Span, spanLiteral, spanText } from './span';
import { ident, joined, literal, qualified, regclass, type Sql, sql } from './statement';

export interface RefreshWindow {
  readonly startOffset: Span;
  readonly endOffset: Span;
  readonly scheduleSeconds: number;
}

/** A column of an aggregate: a function over columns of the source; none of them is `count(*)`. */
export interface AggregateColumn {
  readonly function: AggregateFunction;
  readonly columns: readonly string[];
  readonly name: string;
}

const FUNCTIONS = {
  avg: sql`avg`,
  count: sql`count`,
  sum: sql`sum`,
  min: sql`min`,
  max: sql`max`,
  first: sql`first`,
  last: sql`last`,
  stddev: sql`stddev`,
  stddev_pop: sql`stddev_pop`,
  stddev_samp: sql`stddev_samp`,
  variance: sql`variance`,
  var_pop: sql`var_pop`,
  var_samp: sql`var_samp`,
  bool_and: sql`bool_and`,
  bool_or: sql`bool_or`,
} as const;
export type AggregateFunction = keyof typeof FUNCTIONS;
export const isAggregateFunction = (name: string): name is AggregateFunction => name in FUNCTIONS;

export interface AggregateDefinition {
  readonly view: RelationName;
  readonly source: RelationName;
  readonly timeColumn: string;
  readonly bucketName: string;
  readonly bucketSeconds: number;
  readonly groupBy: readonly string[];
  readonly columns: readonly AggregateColumn[];
}

/** An aggregate that holds nothing yet; queries compute what is not refreshed. An index for each column that it groups by comes with it. */
export function createAggregate(definition: AggregateDefinition): Sql {
  const { view, source, timeColumn, bucketName, bucketSeconds, groupBy, columns } = definition;
  const bucket = sql`time_bucket(INTERVAL ${literal(spanText(bucketSeconds))}, ${ident(timeColumn)})`;
  const computed = columns.map((column) => {
    const over = column.columns.length === 0 ? sql`*` : joined(column.columns.map(ident), ', ');
    return sql`${FUNCTIONS[column.function]}(${over}) AS ${ident(column.name)}`;
  });
  const list = joined([sql`${bucket} AS ${ident(bucketName)}`, ...groupBy.map(ident), ...computed], ', ');
  const groups = joined([bucket, ...groupBy.map(ident)], ', ');
  return sql`CREATE MATERIALIZED VIEW ${qualified(view.schema, view.name)}
  WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT ${list}
  FROM ${qualified(source.schema, source.name)}
 GROUP BY ${groups}
  WITH NO DATA;`;
}

/** Deletes the aggregate with its rows and policies; its source keeps everything. */
export function dropAggregate({ schema, name }: RelationName): Sql {
  return sql`DROP MATERIALIZED VIEW ${qualified(schema, name)};`;
}

/** Whether no relation has one of these names yet. */
export function areNamesFree(views: readonly RelationName[]): Sql {
  const tests = views.map(
    ({ schema, name }) => sql`to_regclass(${literal(qualified(schema, name))}) IS NULL`,
  );
  return sql`SELECT ${joined(tests, ' AND ')};`;
}

/** How many of the aggregates of these names have a refresh policy. */
export function countRefreshPoliciesOf(views: readonly RelationName[]): Sql {
  const names = joined(
    views.map(({ schema, name }) => sql`(${literal(schema)}, ${literal(name)})`),
    ', ',
  );
  return sql`SELECT count(*) FROM timescaledb_information.jobs j JOIN _timescaledb_catalog.continuous_agg a ON j.config->>'mat_hypertable_id' = a.mat_hypertable_id::text WHERE j.proc_name = 'policy_refresh_continuous_aggregate' AND (a.user_view_schema, a.user_view_name) IN (${names});`;
}

/** Adds the policy that refreshes what lies between the two offsets before now. Catalog rows only, until its first run. */
export function addRefreshPolicy({ schema, name }: RelationName, window: RefreshWindow): Sql {
  return sql`SELECT add_continuous_aggregate_policy(${regclass(schema, name)}, start_offset => ${spanLiteral(window.startOffset)}, end_offset => ${spanLiteral(window.endOffset)}, schedule_interval => INTERVAL ${literal(spanText(window.scheduleSeconds))}, if_not_exists => true);`;
}

export function removeRefreshPolicy({ schema, name }: RelationName): Sql {
  return sql`SELECT remove_continuous_aggregate_policy(${regclass(schema, name)}, if_exists => true);`;
}

/** How many policies refresh an aggregate. */
export function countRefreshPolicies(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM timescaledb_information.jobs WHERE proc_name = 'policy_refresh_continuous_aggregate' AND (config->>'mat_hypertable_id')::int = ${hypertableId};`;
}

/** How many chunks hold rows of an aggregate. */
export function countMaterializedChunks(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM _timescaledb_catalog.chunk WHERE hypertable_id = ${hypertableId};`;
}

/** Refreshes the buckets that lie wholly between two points; refused inside a transaction block. */
export function refreshAggregate({ schema, name }: RelationName, from: Sql, to: Sql): Sql {
  return sql`CALL refresh_continuous_aggregate(${regclass(schema, name)}, ${from}, ${to});`;
}

/** Whether refreshes have got past a point of the time axis: `true`, also where they found no rows there. */
export function refreshedPast(hypertableId: number, units: number): Sql {
  return sql`SELECT min(lowest_modified_value) > ${Math.round(units)} FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log WHERE materialization_id = ${hypertableId} AND greatest_modified_value = 9223372036854775807;`;
}

/** 1 while refreshes have looked at nothing from before this point of the time axis up to after it, else 0. */
export function countUnreadBefore(hypertableId: number, units: number): Sql {
  return sql`SELECT count(*) FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log WHERE materialization_id = ${hypertableId} AND lowest_modified_value = -9223372036854775808 AND greatest_modified_value > ${Math.round(units)};`;
}

/** How many ranges of an aggregate a refresh has taken up and not computed (2.22+). */
export function countUnfinishedRanges(hypertableId: number): Sql {
  return sql`SELECT count(*) FROM _timescaledb_catalog.continuous_aggs_materialization_ranges WHERE materialization_id = ${hypertableId};`;
}

/** Whether at most so many changes of a source wait to be read by a refresh, and how many they are. */
export function countSourceChanges(sourceHypertableId: number, most: number): Sql {
  return sql`SELECT count(*) <= ${most} AS is_read, count(*) AS changes FROM _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log WHERE hypertable_id = ${sourceHypertableId};`;
}

const CASTS: Readonly<Record<string, Sql>> = {
  'timestamp with time zone': sql`timestamptz`,
  'timestamp without time zone': sql`timestamp`,
  date: sql`date`,
  smallint: sql`smallint`,
  integer: sql`integer`,
  bigint: sql`bigint`,
};
// Continuous aggregates on UUID time bucket into timestamps, so there is no other type to meet.
const castOf = (columnType: string): Sql => CASTS[columnType] ?? sql`timestamptz`;

/** A point on the time axis: microseconds since 1970 for times, else the integer itself. */
export function pointLiteral(units: number, columnType: string): Sql {
  if (/int/.test(columnType)) return sql`${literal(Math.round(units))}::${castOf(columnType)}`;
  const text = new Date(Math.round(units / 1_000)).toISOString();
  return sql`${literal(columnType.includes('with time zone') ? text : text.slice(0, -1))}::${castOf(columnType)}`;
}

/** The point that lies this far before now, for a column that holds times. */
export function pointBeforeNow(seconds: number, columnType: string): Sql {
  return sql`(now() - INTERVAL ${literal(spanText(seconds))})::${castOf(columnType)}`;
}
