import type { RelationName } from './columnstore';
import { joined, literal, qualified, regclass, type Sql, sql } from './statement';

const names = (tables: readonly RelationName[]) =>
  joined(
    tables.map(({ schema, name }) => qualified(schema, name)),
    ', ',
  );
const oids = (tables: readonly RelationName[]) =>
  joined(
    tables.map(({ schema, name }) => sql`to_regclass(${regclass(schema, name)})`),
    ', ',
  );

/** Tables one after the other, with fresh statistics. Not inside a transaction block. */
export function vacuumTables(tables: readonly RelationName[]): Sql {
  return sql`VACUUM (ANALYZE) ${names(tables)};`;
}

/** Not inside a transaction block. */
export function freezeTables(tables: readonly RelationName[]): Sql {
  return sql`VACUUM (FREEZE) ${names(tables)};`;
}

/** Not inside a transaction block: one transaction a table. */
export function analyzeTables(tables: readonly RelationName[]): Sql {
  return sql`ANALYZE ${names(tables)};`;
}

/** A partitioned table as a whole; from 18 its partitions can be passed over. */
export function analyzeParent({ schema, name }: RelationName, major: number): Sql {
  return major >= 18
    ? sql`ANALYZE ONLY ${qualified(schema, name)};`
    : sql`ANALYZE ${qualified(schema, name)};`;
}

/** Whether the planner has a row count of it (14+). */
export function isAnalyzed({ schema, name }: RelationName): Sql {
  return sql`SELECT reltuples >= 0 FROM pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}

/** How many of these tables have more rows inserted since their last VACUUM. */
export function countInsertedSince(tables: readonly RelationName[], rows: number): Sql {
  return sql`SELECT count(*) FROM pg_stat_all_tables WHERE n_ins_since_vacuum > ${rows} AND relid IN (${oids(tables)});`;
}

/** How many of these tables have more rows changed since their last ANALYZE. */
export function countModifiedSince(tables: readonly RelationName[], rows: number): Sql {
  return sql`SELECT count(*) FROM pg_stat_all_tables WHERE n_mod_since_analyze > ${rows} AND relid IN (${oids(tables)});`;
}

/** How many of these tables are older than so many transactions. */
export function countTablesOlderThan(tables: readonly RelationName[], xidAge: number): Sql {
  return sql`SELECT count(*) FROM pg_class WHERE age(relfrozenxid) > ${xidAge} AND oid IN (${oids(tables)});`;
}

/** The same of multixact ids. */
export function countTablesOlderThanMultixact(tables: readonly RelationName[], multixactAge: number): Sql {
  return sql`SELECT count(*) FROM pg_class WHERE mxid_age(relminmxid) > ${multixactAge} AND oid IN (${oids(tables)});`;
}

/** A storage option of a table, such as `autovacuum_enabled`. */
export function setStorageOption({ schema, name }: RelationName, option: string, value: string): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} SET (${optionName(option)} = ${literal(value)});`;
}

export function resetStorageOption({ schema, name }: RelationName, option: string): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} RESET (${optionName(option)});`;
}

/** How often the table sets this option: 1 or 0. */
export function countStorageOptions({ schema, name }: RelationName, option: string): Sql {
  return sql`SELECT count(*) FROM pg_class c, unnest(c.reloptions) o (entry) WHERE c.oid = ${regclass(schema, name)}::regclass AND split_part(o.entry, '=', 1) = ${literal(option)};`;
}

/** PostgreSQL's own words: they are not quoted there. */
function optionName(option: string): Sql {
  if (!/^[a-z_]+$/.test(option)) throw new RangeError(`not a storage option: ${option}`);
  return option as Sql;
}

export type ReplicaIdentity = 'default' | 'nothing' | 'full';

export function setReplicaIdentity({ schema, name }: RelationName, identity: ReplicaIdentity): Sql {
  const word = { default: sql`DEFAULT`, nothing: sql`NOTHING`, full: sql`FULL` }[identity];
  return sql`ALTER TABLE ${qualified(schema, name)} REPLICA IDENTITY ${word};`;
}

/** `f` full, `d` default, `n` nothing, `i` index. */
export function replicaIdentityOf({ schema, name }: RelationName): Sql {
  return sql`SELECT relreplident FROM pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}

/** Rewrites the table, either way. */
export function setPersistence({ schema, name }: RelationName, persistence: 'logged' | 'unlogged'): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} SET ${persistence === 'logged' ? sql`LOGGED` : sql`UNLOGGED`};`;
}

/** `p` permanent, `u` unlogged. */
export function persistenceOf({ schema, name }: RelationName): Sql {
  return sql`SELECT relpersistence FROM pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}

/** Foreign keys of a table to tables that are unlogged: it can only be logged when these are. */
export function countUnloggedReferences({ schema, name }: RelationName): Sql {
  return sql`SELECT count(*) FROM pg_constraint k JOIN pg_class c ON c.oid = k.confrelid WHERE k.contype = 'f' AND k.conrelid = ${regclass(schema, name)}::regclass AND c.oid <> k.conrelid AND c.relpersistence = 'u';`;
}

export function setSequenceType(
  { schema, name }: RelationName,
  type: 'bigint' | 'integer' | 'smallint',
): Sql {
  return sql`ALTER SEQUENCE ${qualified(schema, name)} AS ${type as Sql};`;
}

export function sequenceType({ schema, name }: RelationName): Sql {
  return sql`SELECT format_type(seqtypid, NULL) FROM pg_sequence WHERE seqrelid = ${regclass(schema, name)}::regclass;`;
}
