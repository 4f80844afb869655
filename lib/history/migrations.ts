import type { PoolClient } from 'pg';
import { type Sql, sql } from '@/lib/sql/statement';

/** Raw samples are kept this long, hourly ones this long; both are the arguments of the retention policies. */
export const RAW_DAYS = 14;
export const HOURLY_DAYS = 400;

/** One starter at a time: two processes may begin together on a shared server. */
const LOCK = sql`SELECT pg_advisory_xact_lock(7243152049)`;

/** Each is applied once, in order, and never changed afterwards. */
const MIGRATIONS: readonly Sql[] = [
  sql`
CREATE TABLE chunkwise_history.series (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  database_id text NOT NULL, metric text NOT NULL, subject text NOT NULL,
  UNIQUE (database_id, metric, subject));
CREATE TABLE chunkwise_history.sample (
  at timestamptz NOT NULL, series_id int NOT NULL, value double precision NOT NULL);
CREATE UNIQUE INDEX sample_series_at ON chunkwise_history.sample (series_id, at);
CREATE INDEX sample_at ON chunkwise_history.sample (at);
CREATE TABLE chunkwise_history.sample_hour (
  at timestamptz NOT NULL, series_id int NOT NULL,
  least double precision NOT NULL, mean double precision NOT NULL, greatest double precision NOT NULL, samples int NOT NULL);
CREATE UNIQUE INDEX sample_hour_series_at ON chunkwise_history.sample_hour (series_id, at);
CREATE INDEX sample_hour_at ON chunkwise_history.sample_hour (at);
CREATE TABLE chunkwise_history.job_run (
  database_id text NOT NULL, job_id int NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz,
  succeeded boolean, sql_state text, message text,
  PRIMARY KEY (database_id, job_id, started_at));
CREATE TABLE chunkwise_history.finding (
  database_id text NOT NULL, key text NOT NULL, record jsonb NOT NULL,
  PRIMARY KEY (database_id, key));
CREATE TABLE chunkwise_history.event (
  at timestamptz NOT NULL, database_id text NOT NULL, kind text NOT NULL, title text NOT NULL,
  PRIMARY KEY (database_id, at, kind))`,
  sql`
CREATE TABLE chunkwise_history.statement_reading (
  database_id text NOT NULL, at timestamptz NOT NULL, reading jsonb NOT NULL,
  PRIMARY KEY (database_id, at))`,
  // Several settings may change between two snapshots.
  sql`
ALTER TABLE chunkwise_history.event DROP CONSTRAINT event_pkey, ADD PRIMARY KEY (database_id, at, kind, title);
CREATE TABLE chunkwise_history.configuration (
  database_id text PRIMARY KEY, configuration jsonb NOT NULL)`,
];

/**
 * Brings the schema `chunkwise_history` up to date. The same tables everywhere; with TimescaleDB under its own
 * licence the samples become hypertables with policies, otherwise `prune` deletes what is too old.
 */
export async function migrate(client: PoolClient): Promise<{ hasPolicies: boolean; engine: string }> {
  await client.query(sql`BEGIN`);
  try {
    await client.query(LOCK);
    await client.query(sql`CREATE SCHEMA IF NOT EXISTS chunkwise_history`);
    await client.query(
      sql`CREATE TABLE IF NOT EXISTS chunkwise_history.migration (number int PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
    const { rows } = await client.query<{ applied: number }>(
      sql`SELECT count(*)::int AS applied FROM chunkwise_history.migration`,
    );
    for (const [at, migration] of [...MIGRATIONS.entries()].slice(rows[0]?.applied ?? 0)) {
      await client.query(migration);
      await client.query(sql`INSERT INTO chunkwise_history.migration (number) VALUES (${at + 1})`);
    }
    const hasPolicies = await ensurePolicies(client);
    const engine = await engineOf(client);
    await client.query(sql`COMMIT`);
    return { hasPolicies, engine };
  } catch (error) {
    await client.query(sql`ROLLBACK`);
    throw error;
  }
}

async function engineOf(client: PoolClient): Promise<string> {
  const { rows } = await client.query<{ engine: string }>(
    sql`SELECT concat_ws(', ', 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1),
               (SELECT 'TimescaleDB ' || e.extversion FROM pg_extension e WHERE e.extname = 'timescaledb')) AS engine`,
  );
  return rows[0]?.engine ?? 'PostgreSQL';
}

/** In the vocabulary that every version since 2.11 understands. A server that gains TimescaleDB later is converted at the next start. */
async function ensurePolicies(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ licence: string | null }>(
    sql`SELECT current_setting('timescaledb.license', true) AS licence FROM pg_extension WHERE extname = 'timescaledb'`,
  );
  if (rows[0]?.licence !== 'timescale') return false;
  await client.query(hypertable('sample', 1, RAW_DAYS));
  await client.query(hypertable('sample_hour', 30, HOURLY_DAYS));
  return true;
}

function hypertable(table: 'sample' | 'sample_hour', chunkDays: number, keptDays: number): Sql {
  const name = table === 'sample' ? sql`'chunkwise_history.sample'` : sql`'chunkwise_history.sample_hour'`;
  const bare = table === 'sample' ? sql`chunkwise_history.sample` : sql`chunkwise_history.sample_hour`;
  return sql`
DO $$
BEGIN
  IF EXISTS (SELECT FROM timescaledb_information.hypertables
              WHERE hypertable_schema || '.' || hypertable_name = ${name}) THEN
    RETURN;
  END IF;
  PERFORM create_hypertable(${name}, 'at', chunk_time_interval => make_interval(days => ${chunkDays}),
    create_default_indexes => false, migrate_data => true);
  ALTER TABLE ${bare} SET (timescaledb.compress, timescaledb.compress_segmentby = 'series_id', timescaledb.compress_orderby = 'at');
  PERFORM add_compression_policy(${name}, make_interval(days => ${2 * chunkDays}));
  PERFORM add_retention_policy(${name}, make_interval(days => ${keptDays}));
END $$`;
}
