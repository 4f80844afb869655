import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { every } from '../../every';

/** Held no longer: an open transaction keeps the whole server from cleaning up. */
const heldMs = 15 * 60_000;
const pauseMs = 5_000;

/** A transaction that forgot to end, and a session that waits for its lock. Ending either of them is fine: it comes back. */
export function holdLock(url: string): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const cycle = every(pauseMs, async () => {
    const holder = await connect(url, 'price import');
    const waiter = await connect(url, 'checkout');
    try {
      await holder.query('BEGIN; UPDATE products SET price = price WHERE id = 1');
      const waiting = waiter.query('UPDATE products SET stock = stock + 0 WHERE id = 1');
      const released = Promise.race([waiting, ended(holder)]);
      await Promise.race([released, sleep(heldMs, undefined, { signal: stopping.signal, ref: false })]);
    } finally {
      await Promise.allSettled([holder.end(), waiter.end()]);
    }
  });
  return {
    async stop() {
      stopping.abort();
      await cycle.stop();
    },
  };
}

async function connect(url: string, name: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

function ended(client: Client): Promise<void> {
  return new Promise((resolve) => client.once('end', () => resolve()));
}
