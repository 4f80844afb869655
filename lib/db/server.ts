import { z } from 'zod';
import { sql } from '@/lib/sql/statement';
import { int8 } from './columns';
import type { Queryable } from './queryable';

/**
 * The catalog's layout, read from `pg_attribute` instead of from the version: upgraded databases and
 * development builds differ from what their number says. Each flag names a column that exists.
 */
const catalogLayout = z.object({
  /** `chunk.relid` (2.29+): chunks carry their oid and compressed relations are no longer chunks. */
  chunkRelid: z.boolean(),
  /** `chunk.dropped` (until 2.25): tombstones of dropped chunks that an aggregate still refers to. */
  chunkDropped: z.boolean(),
  /** `chunk.creation_time` (2.13+). */
  chunkCreationTime: z.boolean(),
  /** `dimension_slice.chunk_id` (2.28+): slices are no longer shared between chunks. */
  sliceChunkId: z.boolean(),
  /** `compression_settings.compress_relid` (2.19+): settings rows point from the chunk to its compressed relation. */
  compressRelid: z.boolean(),
  /** table `compression_settings` (2.14+); before it, `hypertable_compression` holds settings per hypertable. */
  compressionSettings: z.boolean(),
});

export const timescaleFacts = z.object({
  version: z.string(),
  /** major × 1 000 000 + minor × 1 000 + patch, so that 2.9.3 < 2.28.0. */
  versionNumber: z.number(),
  license: z.enum(['timescale', 'apache']),
  /** Whether this role may read the table of all jobs' runs (`lib/sql/job-runs-table.ts`); the views filter theirs by owner. */
  readsJobRuns: z.boolean().default(false),
  layout: catalogLayout,
});

export const serverFacts = z.object({
  versionNumber: z.number(),
  major: z.number(),
  version: z.string(),
  databaseName: z.string(),
  roleName: z.string(),
  isSuperuser: z.boolean(),
  /** Direct or inherited membership of the built-in monitoring roles. */
  isMonitor: z.boolean(),
  inRecovery: z.boolean(),
  /** Extension name → installed version, of the connected database. */
  extensions: z.record(z.string(), z.string()),
  /** Schema of each installed extension, to qualify what it provides. */
  extensionSchemas: z.record(z.string(), z.string()),
  timescale: timescaleFacts.nullable(),
  /** `embedded` is the WebAssembly engine: one backend, no cumulative statistics, no timeouts, no workers. */
  engine: z.enum(['server', 'embedded']),
});

export type ServerFacts = z.infer<typeof serverFacts>;
export type TimescaleFacts = z.infer<typeof timescaleFacts>;

const probeRow = z.object({
  versionNumber: int8,
  version: z.string(),
  databaseName: z.string(),
  roleName: z.string(),
  isSuperuser: z.boolean(),
  isMonitor: z.boolean(),
  inRecovery: z.boolean(),
  extensions: z.record(z.string(), z.string()),
  extensionSchemas: z.record(z.string(), z.string()),
  platform: z.string(),
  license: z.string().nullable(),
  readsJobRuns: z.boolean(),
  layout: catalogLayout,
});

/** Reads what every statement's text depends on: versions, extensions, the role's reach, the catalog's layout. */
export async function probeServer(database: Queryable): Promise<ServerFacts> {
  const [row] = await database.queryRows('server', PROBE, probeRow);
  if (!row) throw new Error('the server probe returned no row');
  const { platform, license, readsJobRuns, layout, ...facts } = row;
  const timescaleVersion = facts.extensions.timescaledb;
  return {
    ...facts,
    major: Math.floor(facts.versionNumber / 10_000),
    engine: /emscripten|wasm/i.test(platform) ? 'embedded' : 'server',
    timescale:
      timescaleVersion === undefined
        ? null
        : {
            version: timescaleVersion,
            versionNumber: extensionVersionNumber(timescaleVersion),
            license: license === 'apache' ? 'apache' : 'timescale',
            readsJobRuns,
            layout,
          },
  };
}

/** `2.18.2` or `2.30.0-dev` as a number that compares like the version. */
export function extensionVersionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version
    .split(/[.-]/)
    .map((part) => Number.parseInt(part, 10) || 0);
  return major * 1_000_000 + minor * 1_000 + patch;
}

/** Whether TimescaleDB is installed and at least `version`. */
export function timescaleAtLeast(timescale: TimescaleFacts, version: `${number}.${number}`): boolean {
  return timescale.versionNumber >= extensionVersionNumber(version);
}

const PROBE = sql`
SELECT pg_catalog.current_setting('server_version_num')::int AS "versionNumber",
       pg_catalog.split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS "version",
       pg_catalog.current_database()::text AS "databaseName",
       current_user::text AS "roleName",
       (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS "isSuperuser",
       pg_catalog.pg_has_role(current_user, 'pg_monitor', 'USAGE') AS "isMonitor",
       pg_catalog.pg_is_in_recovery() AS "inRecovery",
       (SELECT coalesce(pg_catalog.jsonb_object_agg(e.extname, e.extversion), '{}') FROM pg_catalog.pg_extension e) AS "extensions",
       (SELECT coalesce(pg_catalog.jsonb_object_agg(e.extname, n.nspname), '{}')
          FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace) AS "extensionSchemas",
       pg_catalog.version() AS "platform",
       pg_catalog.current_setting('timescaledb.license', true) AS "license",
       coalesce(pg_catalog.has_table_privilege(coalesce(pg_catalog.to_regclass('_timescaledb_internal.bgw_job_stat_history'),
                                                        pg_catalog.to_regclass('_timescaledb_internal.job_errors')), 'SELECT'), false) AS "readsJobRuns",
       (SELECT pg_catalog.jsonb_build_object(
            'chunkRelid',          coalesce(bool_or(c.relname = 'chunk' AND a.attname = 'relid'), false),
            'chunkDropped',        coalesce(bool_or(c.relname = 'chunk' AND a.attname = 'dropped'), false),
            'chunkCreationTime',   coalesce(bool_or(c.relname = 'chunk' AND a.attname = 'creation_time'), false),
            'sliceChunkId',        coalesce(bool_or(c.relname = 'dimension_slice' AND a.attname = 'chunk_id'), false),
            'compressRelid',       coalesce(bool_or(c.relname = 'compression_settings' AND a.attname = 'compress_relid'), false),
            'compressionSettings', coalesce(bool_or(c.relname = 'compression_settings'), false))
          FROM pg_catalog.pg_namespace n
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname IN ('chunk', 'dimension_slice', 'compression_settings')
          JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE n.nspname = '_timescaledb_catalog') AS "layout"`;
