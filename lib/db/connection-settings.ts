import type { ClientConfig } from 'pg';

const CONNECT_TIMEOUT_MS = 5_000;

/** How every session on a monitored database is opened: named, read-only by default, with timeouts. */
export function connectionSettings(url: string): ClientConfig {
  return {
    connectionString: url,
    application_name: 'chunkwise',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Defaults of the session, set while it starts, so that they cannot leak into another client's session.
    options:
      '-c default_transaction_read_only=on -c statement_timeout=5000 -c lock_timeout=250 -c idle_in_transaction_session_timeout=10000',
  };
}
