import type { Row } from '@/lib/collect/snapshot';
import { deparsed, ident, joined, literal, qualified, regclass, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';
import { intervalOf } from './interval';
import type { RebuildStatement } from './rebuild-statement';

/** A continuous aggregate as its user defined it, told to be materialised as far as it is. Its indexes are made one by one. */
export function aggregateStatements(
  { hypertableId, schema, name, relationSchema, relationName, ...interval }: Row<'hypertables'>,
  columns: readonly Row<'hypertableColumns'>[],
  facts: RehearsalFacts,
): RebuildStatement[] {
  const title = `${schema}.${name}`;
  const aggregate = facts.continuousAggregates.find((one) => one.hypertableId === hypertableId);
  const known = facts.aggregateDefinitions.find((one) => one.schema === schema && one.name === name);
  if (!aggregate || !known) return [];
  const { watermarkUnits, invalidationThresholdUnits, isMaterializedOnly, sourceHypertableId } = aggregate;
  return [
    {
      sql: sql`CREATE MATERIALIZED VIEW ${qualified(schema, name)} (${joined(
        columns.map((column) => ident(column.name)),
        ', ',
      )}) WITH (timescaledb.continuous, timescaledb.materialized_only = ${literal(isMaterializedOnly)}, timescaledb.create_group_indexes = false) AS ${deparsed(known.definition)} WITH NO DATA;`,
      what: `continuous aggregate ${title}`,
    },
    {
      sql: sql`SELECT set_chunk_time_interval(${regclass(relationSchema, relationName)}, ${intervalOf(interval)});`,
      what: `the chunk interval of ${title}`,
    },
    ...(watermarkUnits === null
      ? []
      : [
          {
            sql: sql`UPDATE _timescaledb_catalog.continuous_aggs_watermark SET watermark = ${literal(String(BigInt(watermarkUnits)))}::bigint WHERE mat_hypertable_id = ${hypertableId};`,
            what: `the watermark of ${title}`,
          },
        ]),
    ...(invalidationThresholdUnits === null
      ? []
      : [
          {
            sql: sql`INSERT INTO _timescaledb_catalog.continuous_aggs_invalidation_threshold (hypertable_id, watermark) VALUES (${sourceHypertableId}, ${literal(String(BigInt(invalidationThresholdUnits)))}::bigint) ON CONFLICT (hypertable_id) DO UPDATE SET watermark = excluded.watermark;`,
            what: `the invalidation threshold of ${title}`,
          },
        ]),
  ];
}
