import { Pool } from 'pg';
import { every } from '../../every';
import type { DemoTable } from './demo-table';
import { tables } from './tables';

const tickMs = 2_000;
/** No process of this engine does it by itself, and the healthy hypertable is to have fresh statistics. */
const analyzeEveryTicks = 1_800;

/** What applications ask the demo for, one statement a tick. */
const queries = [
  `SELECT device_id, avg(temperature) FROM sensor_metrics WHERE time > now() - INTERVAL '1 hour' GROUP BY 1`,
  `SELECT bucket, temperature FROM sensor_hourly WHERE device_id = 3 AND bucket > now() - INTERVAL '7 days'`,
  `SELECT * FROM logs WHERE service = 'checkout' AND time > now() - INTERVAL '10 minutes' ORDER BY time DESC LIMIT 50`,
  `SELECT route, count(*), max(duration_ms) FROM api_requests WHERE time > now() - INTERVAL '1 hour' GROUP BY 1`,
  `SELECT symbol, last(price, time) FROM trades WHERE time > now() - INTERVAL '1 hour' GROUP BY 1`,
];

/** Keeps the demo alive: the rows of each table up to now, from where it ended when the demo last ran, and queries. */
export async function startIngest(url: string): Promise<{ stop(): Promise<void> }> {
  const pool = new Pool({ connectionString: url, max: 1, application_name: 'demo load' });
  // The engine may restart; the next tick goes on where this one ended.
  pool.on('error', () => undefined);
  const filledUntil = new Map<DemoTable, Date>();
  for (const table of tables.filter(({ isLive }) => isLive))
    filledUntil.set(table, await newest(pool, table));

  let tick = 0;
  const work = async () => {
    await fill(pool, filledUntil);
    await pool.query(queries[tick % queries.length] ?? '');
    tick += 1;
    if (tick % analyzeEveryTicks === 0) await pool.query('ANALYZE sensor_metrics');
  };
  await work();
  const load = every(tickMs, work);
  return {
    async stop() {
      await load.stop();
      await pool.end();
    },
  };
}

async function fill(pool: Pool, filledUntil: Map<DemoTable, Date>): Promise<void> {
  for (const [table, until] of filledUntil) {
    const now = new Date();
    if (now.getTime() - until.getTime() < table.stepSeconds * 1_000) continue;
    const oldest = new Date(now.getTime() - table.days * 86_400_000);
    await pool.query(table.rows, [until > oldest ? until : oldest, now]);
    filledUntil.set(table, now);
  }
}

async function newest(pool: Pool, table: DemoTable): Promise<Date> {
  const { rows } = await pool.query<{ at: Date | null }>(
    table.newest ?? `SELECT max(time) AS at FROM ${table.name}`,
  );
  return rows[0]?.at ?? new Date(0);
}
