import { ident, literal, qualified, regclass, type Sql, sql } from './statement';

export function updateExtension(name: string, version: string): Sql {
  return sql`ALTER EXTENSION ${ident(name)} UPDATE TO ${literal(version)};`;
}

export function extensionVersion(name: string): Sql {
  return sql`SELECT extversion FROM pg_extension WHERE extname = ${literal(name)};`;
}

/** Ends the mode that `timescaledb_pre_restore` began: its hooks and workers are back. */
export function postRestore(extensionSchema: string): Sql {
  return sql`SELECT ${qualified(extensionSchema, 'timescaledb_post_restore')}();`;
}

/** Stops the workers and lets rows into the catalog as a dump has them. */
export function preRestore(extensionSchema: string): Sql {
  return sql`SELECT ${qualified(extensionSchema, 'timescaledb_pre_restore')}();`;
}

interface Adaptive {
  readonly extensionSchema: string;
  readonly schema: string;
  readonly name: string;
  /** Size of a chunk to aim at, in bytes; null ends it. */
  readonly targetBytes: number | null;
}

export function setAdaptiveChunking({ extensionSchema, schema, name, targetBytes }: Adaptive): Sql {
  // It reads sizes as settings do, where a plain number is not bytes.
  const target = targetBytes === null ? 'off' : `${Math.round(targetBytes / 1024)}kB`;
  return sql`SELECT ${qualified(extensionSchema, 'set_adaptive_chunking')}(${regclass(schema, name)}, ${literal(target)});`;
}

/** The size that chunks of this hypertable aim at; 0 when they aim at none. */
export function chunkTargetSize(schema: string, name: string): Sql {
  return sql`SELECT chunk_target_size FROM _timescaledb_catalog.hypertable WHERE schema_name = ${literal(schema)} AND table_name = ${literal(name)};`;
}
