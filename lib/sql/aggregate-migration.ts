import type { RelationName } from './columnstore';
import { ident, literal, qualified, regclass, type Sql, sql } from './statement';

interface Migration extends RelationName {
  readonly extensionSchema: string;
}

/** The characters of a name that are kept before `_new`, so that it fits into 63 bytes (cagg_migrate.sql). */
const KEPT_CHARACTERS = 59;
const nameWhileBuilt = (name: string) => `${[...name].slice(0, KEPT_CHARACTERS).join('')}_new`;

/** How the name ends that `cagg_migrate` gives the aggregate of the old format when the new one takes its own. */
export const MIGRATED_SUFFIX = '_old';

export const migratedName = (name: string): string =>
  nameWhileBuilt(name).replaceAll('_new', MIGRATED_SUFFIX);

/** Whether the names that a migration gives are free, and none was begun: `true`. */
export function mayMigrate(relation: RelationName): Sql {
  const { schema, name } = relation;
  const isFree = (taken: string) => sql`to_regclass(${regclass(schema, taken)}) IS NULL`;
  return sql`SELECT ${isFree(nameWhileBuilt(name))} AND ${isFree(migratedName(name))} AND NOT EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg_migrate_plan p JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = p.mat_hypertable_id WHERE ${isView(relation)});`;
}

/** Builds an aggregate of the present format under the same name from the rows of the old one, which is kept (2.10 to 2.24). */
export function migrateAggregate({ extensionSchema, schema, name }: Migration): Sql {
  return sql`CALL ${qualified(extensionSchema, 'cagg_migrate')}(${regclass(schema, name)}, override => true, drop_old => false);`;
}

/** The new aggregate belongs to whoever called. */
export function giveAggregate({ schema, name }: RelationName, owner: string): Sql {
  return sql`ALTER MATERIALIZED VIEW ${qualified(schema, name)} OWNER TO ${ident(owner)};`;
}

export function renameAggregate({ schema, name }: RelationName, to: string): Sql {
  return sql`ALTER MATERIALIZED VIEW ${qualified(schema, name)} RENAME TO ${ident(to)};`;
}

/** Without it no second migration starts: the plan of the first one is kept, also when it is over. */
export function forgetMigration(relation: RelationName): Sql[] {
  return [sql`continuous_agg_migrate_plan_step`, sql`continuous_agg_migrate_plan`].map(
    (table) =>
      sql`DELETE FROM _timescaledb_catalog.${table} p USING _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = p.mat_hypertable_id AND ${isView(relation)};`,
  );
}

/** Whether the aggregate of this name has the present format: `true`. */
export function hasPresentFormat(relation: RelationName): Sql {
  return sql`SELECT a.finalized FROM _timescaledb_catalog.continuous_agg a WHERE ${isView(relation)};`;
}

const isView = ({ schema, name }: RelationName): Sql =>
  sql`(a.user_view_schema, a.user_view_name) = (${literal(schema)}, ${literal(name)})`;
