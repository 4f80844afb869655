import pg from 'pg';
import { AppError } from '@/lib/errors';
import { sql } from '@/lib/sql/statement';
import { toConnectionError } from './connection-error';
import { connectionSettings, withoutSessionDefaults } from './connection-settings';
import { addressOf } from './place';

/** Few by design: a monitor must never be what exhausts `max_connections`. */
const CONNECTIONS = 2;
/** The oldest version that collectors are written for and tested on. */
const OLDEST_MAJOR = 13;

export interface Connections {
  /** A connection to a server that we can read. Throws an `AppError` that says what to do. */
  connect(): Promise<pg.PoolClient>;
  close(): Promise<void>;
}

/** A small fixed pool; nothing is sent before the first `connect`. */
export function openConnections(url: string): Connections {
  let pool = newPool(connectionSettings(url));
  let takesOptions = true;
  const checked = new WeakSet<pg.PoolClient>();

  async function connect(): Promise<pg.PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      if (!takesOptions || !refusesOptions(error)) throw toConnectionError(error, url);
      takesOptions = false;
      const refused = pool;
      pool = newPool(withoutSessionDefaults(url));
      await refused.end();
      return await connect();
    }
  }

  return {
    async connect() {
      const client = await connect();
      if (checked.has(client)) return client;
      try {
        await refuseTooOld(client, url);
        checked.add(client);
        return client;
      } catch (error) {
        client.release(true);
        throw toConnectionError(error, url);
      }
    },
    close: () => pool.end(),
  };
}

function newPool(settings: pg.ClientConfig): pg.Pool {
  const pool = new pg.Pool({ ...settings, max: CONNECTIONS, idleTimeoutMillis: 60_000 });
  // A connection that breaks while idle is dropped by the pool; the next query reports what is wrong.
  pool.on('error', () => undefined);
  // One that breaks while it is lent out fails its query as well; without a listener it would end this process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const refusesOptions = (error: unknown) =>
  error instanceof Error && /unsupported startup parameter/i.test(error.message);

/** Before anything else is sent: on an old server even our transaction settings are unknown. */
async function refuseTooOld(client: pg.PoolClient, url: string): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>(sql`SHOW server_version_num`);
  const version = Number(rows[0]?.server_version_num);
  const major = Math.floor(version / 10_000);
  if (major >= OLDEST_MAJOR) return;
  const spoken = major >= 10 ? String(major) : `${major}.${Math.floor(version / 100) % 100}`;
  throw new AppError(
    'server-too-old',
    `${addressOf(url)} runs PostgreSQL ${spoken}`,
    `Chunkwise reads PostgreSQL ${OLDEST_MAJOR} and newer; upgrade the server.`,
  );
}
