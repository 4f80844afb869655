import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import {
  type ColumnstoreSettings,
  countOtherSettings,
  readsSettings,
  rewriteDriftedChunks,
  setColumnstore,
} from './columnstore-settings';
import { ident } from './statement';
import { HOSTILE_NAMES } from './testing/hostile-names';

const NEW = { versionNumber: 2_023_000 };
const OLD = { versionNumber: 2_017_002 };

let engine: Awaited<ReturnType<typeof startTimescale>>;
let client: pg.Client;

beforeAll(async () => {
  engine = await startTimescale();
  client = new pg.Client({ connectionString: engine.url });
  await client.connect();
});
afterAll(async () => {
  await client?.end();
  await engine?.stop();
});

const first = async (sql: string) => Object.values((await client.query(sql)).rows[0] ?? {})[0];
const run = async (statements: readonly string[]) => {
  for (const statement of statements) await client.query(statement);
};

/** A hypertable with three compressed chunks, all of its names hostile. */
async function plant(name: string) {
  const [device, time] = [name, [...name].slice(1).join('') || 'time'];
  await run([
    `CREATE TABLE ${ident(name)} (${ident(time)} timestamptz NOT NULL, ${ident(device)} int, v float8)`,
    `SELECT create_hypertable(${pg.escapeLiteral(ident(name))}, by_range(${pg.escapeLiteral(time)}, INTERVAL '1 day'))`,
    `INSERT INTO ${ident(name)} SELECT '2026-01-01'::timestamptz + i * INTERVAL '6 hours', i % 2, i FROM generate_series(0, 11) i`,
  ]);
  const relation = { schema: 'public', name, kind: 'hypertable' } as const;
  const none = { segmentBy: [], orderBy: [{ column: time, descending: true }] };
  await run([
    ...setColumnstore(NEW, relation, none),
    `SELECT compress_chunk(c) FROM show_chunks(${pg.escapeLiteral(ident(name))}) c`,
  ]);
  const byDevice = {
    segmentBy: [device],
    orderBy: [
      { column: time, descending: false, nullsFirst: true },
      { column: 'v', descending: true, nullsFirst: false },
    ],
  };
  return { relation, chunked: { relationSchema: 'public', relationName: name }, none, byDevice };
}

describe('columnstore settings on a real engine', () => {
  it.each(HOSTILE_NAMES)('change, rewrite and go back for %j', async (name) => {
    const { relation, chunked, none, byDevice } = await plant(name);
    const others = (settings: ColumnstoreSettings) => first(countOtherSettings(NEW, chunked, settings));
    expect(await others(none)).toBe('0');
    expect(await others(byDevice)).toBe('4');

    await run(setColumnstore(NEW, relation, byDevice));
    expect(await first(readsSettings(NEW, chunked, byDevice))).toBe(true);
    expect(await others(byDevice)).toBe('3');
    // Two at most: the third is left to another run.
    await run([rewriteDriftedChunks(NEW, chunked, 2)]);
    expect(await others(byDevice)).toBe('1');
    await run([rewriteDriftedChunks(NEW, chunked, 2)]);
    expect(await others(byDevice)).toBe('0');

    await run([...setColumnstore(NEW, relation, none), rewriteDriftedChunks(NEW, chunked, 100)]);
    expect(await others(none)).toBe('0');
  });

  it('do the same in the words before 2.18', async () => {
    const { relation, chunked, none, byDevice } = await plant('old words');
    await run([...setColumnstore(OLD, relation, byDevice), rewriteDriftedChunks(OLD, chunked, 100)]);
    expect(await first(countOtherSettings(OLD, chunked, byDevice))).toBe('0');
    await run([...setColumnstore(OLD, relation, none), rewriteDriftedChunks(OLD, chunked, 100)]);
    expect(await first(countOtherSettings(OLD, chunked, none))).toBe('0');
  });

  it('go back to open, which no chunk then drifts from', async () => {
    const { relation, chunked, byDevice } = await plant('left open');
    const open = { segmentBy: null, orderBy: null };
    await run(setColumnstore(NEW, relation, open));
    expect(await first(readsSettings(NEW, chunked, open))).toBe(true);
    await run([rewriteDriftedChunks(NEW, chunked, 100)]);
    expect(await first(countOtherSettings(NEW, chunked, byDevice))).toBe('4');
  });

  it('change a continuous aggregate by its view and rewrite the chunks behind it', async () => {
    await plant('source');
    const { rows } = await client.query(
      `SELECT attname FROM pg_attribute WHERE attrelid = 'source'::regclass AND attnum IN (1, 2) ORDER BY attnum`,
    );
    const [time, device] = rows.map(({ attname }) => ident(attname));
    await run([
      `CREATE MATERIALIZED VIEW "h ""ourly" WITH (timescaledb.continuous) AS
         SELECT time_bucket('1 hour', ${time}) AS bucket, ${device} AS device, avg(v) FROM source GROUP BY 1, 2 WITH NO DATA`,
      `CALL refresh_continuous_aggregate('"h ""ourly"', NULL, NULL)`,
      `ALTER MATERIALIZED VIEW "h ""ourly" SET (timescaledb.enable_columnstore)`,
      `SELECT compress_chunk(c) FROM show_chunks('"h ""ourly"') c`,
    ]);
    const relation = { schema: 'public', name: 'h "ourly', kind: 'continuous-aggregate' } as const;
    const behind = await first(
      `SELECT h.table_name FROM _timescaledb_catalog.continuous_agg a JOIN _timescaledb_catalog.hypertable h ON h.id = a.mat_hypertable_id`,
    );
    const chunked = { relationSchema: '_timescaledb_internal', relationName: String(behind) };
    for (const dialect of [NEW, OLD]) {
      const settings = { segmentBy: [], orderBy: [{ column: 'bucket', descending: dialect === OLD }] };
      await run([
        ...setColumnstore(dialect, relation, settings),
        rewriteDriftedChunks(dialect, chunked, 100),
      ]);
      expect(await first(countOtherSettings(dialect, chunked, settings))).toBe('0');
    }
  });
});
