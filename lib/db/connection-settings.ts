import type { ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** How every session on a monitored database is opened: named, read-only by default, with timeouts. */
export function connectionSettings(url: string): ClientConfig {
  return {
    ...withoutSessionDefaults(url),
    // Defaults of the session, set while it starts, so that they cannot leak into another client's session. The time
    // that a transaction may idle is set by each transaction: here it would hide what the server has.
    options: '-c default_transaction_read_only=on -c statement_timeout=5000 -c lock_timeout=250',
  };
}

/**
 * For poolers that refuse the `options` parameter while connecting, as PgBouncer does. Nothing is lost: every
 * statement runs in a read-only transaction with timeouts of its own.
 */
export function withoutSessionDefaults(url: string): ClientConfig {
  return {
    connectionString: likePsql(url),
    application_name: 'chunkwise',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

/**
 * `sslmode` as psql reads it: `require` encrypts, `verify-full` verifies. node-postgres takes both for the latter, so
 * that a connection string which works everywhere else would be refused.
 */
function likePsql(url: string): string {
  if (!URL.canParse(url)) return url;
  const parsed = new URL(url);
  const mode = parsed.searchParams.get('sslmode');
  if (mode !== 'require' && mode !== 'verify-ca') return url;
  parsed.searchParams.set('uselibpqcompat', 'true');
  return parsed.href;
}
