import { ident, literal, qualified, regclass, type Sql, sql } from './statement';

/** Gives the space of deleted rows back. AccessExclusive; needs as much disk as the rows that are left. */
export function vacuumFull(schema: string, name: string): Sql {
  return sql`VACUUM (FULL) ${qualified(schema, name)};`;
}

/** Whether a relation with its indexes takes less than so many bytes. */
export function isSmallerThan(schema: string, name: string, bytes: number): Sql {
  return sql`SELECT pg_total_relation_size(${regclass(schema, name)}) < ${literal(bytes)};`;
}

/** Whether row-level security is on. */
export function hasRowSecurity(schema: string, name: string): Sql {
  return sql`SELECT relrowsecurity FROM pg_catalog.pg_class WHERE oid = ${regclass(schema, name)}::regclass;`;
}

/** How full the leaves of a B-tree are, in percent; the extension pgstattuple reads all of it to tell. */
export function leafDensity(extensionSchema: string, schema: string, name: string): Sql {
  return sql`SELECT avg_leaf_density FROM ${ident(extensionSchema)}.pgstatindex(${regclass(schema, name)}::regclass);`;
}
