import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '@/lib/embedded/engine';
import { startTimescale } from '@/lib/embedded/test-engines';
import type { LabCandidate, LabResult } from './lab-result';
import { labRun } from './testing/lab-run';

let engine: Engine;
let owner: pg.Client;

beforeAll(async () => {
  engine = await startTimescale();
  owner = new pg.Client({ connectionString: engine.url });
  await owner.connect();
  // The same rows in every run.
  await owner.query('SELECT setseed(0.42)');
});
afterAll(async () => {
  await owner?.end();
  await engine?.stop();
});

interface Shape {
  readonly name: string;
  readonly make: readonly string[];
  /** Far less than the table holds. */
  readonly mostRows: number;
}

const hypertable = (interval: string) =>
  `WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '${interval}', tsdb.columnstore = false)`;
const times = (stepSeconds: number, steps: number) =>
  `generate_series('2026-03-02'::timestamptz, '2026-03-02'::timestamptz + ${stepSeconds * (steps - 1)} * INTERVAL '1 second', INTERVAL '${stepSeconds} seconds')`;

const SHAPES: readonly Shape[] = [
  {
    // 300 devices every five minutes; two chunks of 43,200 rows, of which not even one fits. No device fills a batch.
    name: 'smooth sensor',
    mostRows: 30_000,
    make: [
      `CREATE TABLE sensor (time timestamptz NOT NULL, device_id int NOT NULL, temperature float8, humidity float8, battery real) ${hypertable('12 hours')}`,
      `ALTER TABLE sensor SET (timescaledb.enable_columnstore, timescaledb.segmentby = '', timescaledb.orderby = 'time DESC')`,
      `INSERT INTO sensor SELECT time, device_id,
         round((20 + 5 * sin(extract(epoch FROM time) / 7200 + device_id) + 0.2 * random())::numeric, 1),
         round((55 - 10 * sin(extract(epoch FROM time) / 9000 + device_id) + 0.5 * random())::numeric, 1), 3.7 - device_id % 5 / 10.0
         FROM ${times(300, 288)} time, generate_series(1, 300) device_id`,
      `CREATE INDEX ON sensor (device_id, time DESC)`,
    ],
  },
  {
    // A batch for every row today; symbols of very different activity.
    name: 'trades',
    mostRows: 20_000,
    make: [
      `CREATE TABLE ticks (time timestamptz NOT NULL, trade_id bigint NOT NULL, symbol text NOT NULL, price float8 NOT NULL, quantity int NOT NULL) ${hypertable('4 hours')}`,
      `ALTER TABLE ticks SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'trade_id', timescaledb.orderby = 'time DESC')`,
      `INSERT INTO ticks SELECT time, row_number() OVER (ORDER BY time), 'SYM' || n,
         round((100 + n * 7 + 3 * sin(extract(epoch FROM time) / 3000 + n) + 0.05 * random())::numeric, 2), (1 + 100 * random() * random())::int
         FROM (SELECT time + random() * INTERVAL '2 seconds' AS time, (30 * random() * random())::int AS n FROM ${times(2, 36_000)} time) t`,
      `CREATE UNIQUE INDEX ON ticks (trade_id, time)`,
      `CREATE INDEX ON ticks (symbol, time DESC)`,
    ],
  },
  {
    name: 'logs',
    mostRows: 20_000,
    make: [
      `CREATE TABLE log_lines (time timestamptz NOT NULL, service text NOT NULL, level text NOT NULL, message text, trace uuid) ${hypertable('6 hours')}`,
      `INSERT INTO log_lines SELECT time, (ARRAY['checkout', 'search', 'billing', 'login', 'mail'])[1 + (5 * random() * random())::int % 5],
         CASE WHEN random() > 0.97 THEN 'error' WHEN random() > 0.9 THEN 'warning' ELSE 'info' END,
         'request of customer ' || (9973 * random())::int || ' to /v1/items/' || (400 * random())::int || ' took ' || (40 + 400 * random() * random())::int || ' ms',
         md5(random()::text)::uuid
         FROM ${times(3, 40_000)} time`,
    ],
  },
  {
    name: 'wide and sparse',
    mostRows: 20_000,
    make: [
      `CREATE TABLE machine (time timestamptz NOT NULL, line text NOT NULL, station int NOT NULL, ${columns((n) => `m${n} float8`)}) ${hypertable('1 day')}`,
      `ALTER TABLE machine SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'line', timescaledb.orderby = 'time DESC')`,
      `INSERT INTO machine SELECT time, 'line ' || station % 4, station,
         ${columns((n) => `CASE WHEN station % 8 = ${n % 8} AND random() > 0.3 THEN round((${n} + sin(extract(epoch FROM time) / ${3_000 + 100 * n}) + 0.01 * random())::numeric, 2) END`)}
         FROM ${times(240, 1_440)} time, generate_series(1, 24) station`,
      `CREATE INDEX ON machine (station, time DESC)`,
    ],
  },
];

function columns(text: (n: number) => string): string {
  return Array.from({ length: 30 }, (_, n) => text(n)).join(', ');
}

const TABLES = ['sensor', 'ticks', 'log_lines', 'machine'];

describe.each(SHAPES.map((shape, at) => ({ ...shape, table: TABLES[at] ?? '' })))(
  'a sample of $name',
  ({ table, make, mostRows }) => {
    let result: LabResult;
    const truth = new Map<string, number>();

    beforeAll(async () => {
      for (const statement of make) await owner.query(statement);
      await owner.query(`ANALYZE ${table}`);
      result = await labRun({
        url: engine.url,
        schema: 'public',
        name: table,
        bounds: { rows: mostRows, bytes: 64_000_000 },
      });
      for (const candidate of result.candidates)
        truth.set(candidate.id, await compressedWhole(table, candidate));
    });

    it('keeps to its bounds, and is far less than the table', async () => {
      expect(result.sample.rows).toBeLessThanOrEqual(mostRows);
      expect(result.sample.rows).toBeGreaterThan(mostRows / 2);
      expect(result.sample.shareRatio).toBeLessThan(0.6);
    });

    it('projects every ratio to within 10 % of what compressing everything gives', () => {
      for (const { id, measured, segmentBy, orderBy } of result.candidates) {
        const error = (measured?.projectedBytes ?? 0) / (truth.get(id) ?? Number.NaN) - 1;
        expect(Math.abs(error), `${segmentBy} | ${orderBy}: ${error}`).toBeLessThan(0.1);
      }
    });

    it('knows how far it may be off', () => {
      const off = result.candidates.filter(
        ({ id, measured }) =>
          measured?.marginBytes != null &&
          Math.abs(measured.projectedBytes - (truth.get(id) ?? 0)) > measured.marginBytes,
      );
      // A margin of 95 % may fail one in twenty.
      expect(off.map(({ segmentBy, orderBy }) => `${segmentBy} | ${orderBy}`).slice(1)).toEqual([]);
    });

    it('ranks the best candidate first', () => {
      const best = [...truth].sort(([, a], [, b]) => a - b)[0]?.[0];
      expect(result.candidates[0]?.id).toBe(best);
    });
  },
);

/** Bytes of all chunks, really compressed with these settings; undone afterwards. */
async function compressedWhole(table: string, { segmentBy, orderBy }: LabCandidate): Promise<number> {
  await owner.query('BEGIN');
  try {
    await owner.query(
      `ALTER TABLE ${table} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '${segmentBy.join(',')}', timescaledb.orderby = '${orderBy.join(',')}')`,
    );
    await owner.query(`SELECT compress_chunk(chunk) FROM show_chunks('${table}') chunk`);
    const { rows } = await owner.query(
      `SELECT sum(after_compression_total_bytes)::float8 AS bytes FROM chunk_compression_stats('${table}')`,
    );
    return rows[0].bytes;
  } finally {
    await owner.query('ROLLBACK');
  }
}
