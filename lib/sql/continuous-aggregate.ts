import type { RelationName } from './columnstore';
import { type Span, spanLiteral, spanText } from './span';
import { literal, regclass, type Sql, sql } from './statement';

export interface RefreshWindow {
  readonly startOffset: Span;
  readonly endOffset: Span;
  readonly scheduleSeconds: number;
}

/** Adds the policy that refreshes what lies between the two offsets before now. Catalog rows only, until its first run. */
export function addRefreshPolicy({ schema, name }: RelationName, window: RefreshWindow): Sql {
  return sql`SELECT add_continuous_aggregate_policy(${regclass(schema, name)}, start_offset => ${spanLiteral(window.startOffset)}, end_offset => ${spanLiteral(window.endOffset)}, schedule_interval => INTERVAL ${literal(spanText(window.scheduleSeconds))}, if_not_exists => true);`;
}

export function removeRefreshPolicy({ schema, name }: RelationName): Sql {
  return sql`SELECT remove_continuous_aggregate_policy(${regclass(schema, name)}, if_exists => true);`;
}

/** Refreshes the buckets that lie wholly between two points; refused inside a transaction block. */
export function refreshAggregate({ schema, name }: RelationName, from: Sql, to: Sql): Sql {
  return sql`CALL refresh_continuous_aggregate(${regclass(schema, name)}, ${from}, ${to});`;
}

/** Whether refreshes have got past a point of the time axis: `true`, also where they found no rows there. */
export function refreshedPast(hypertableId: number, units: number): Sql {
  return sql`SELECT min(lowest_modified_value) > ${Math.round(units)} FROM _timescaledb_catalog.continuous_aggs_materialization_invalidation_log WHERE materialization_id = ${hypertableId} AND greatest_modified_value = 9223372036854775807;`;
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
