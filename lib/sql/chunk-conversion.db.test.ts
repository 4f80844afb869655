import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { type Conversion, convertAllToRowstore, convertChunks, countChunksInState } from './chunk-conversion';
import { ident } from './statement';
import { HOSTILE_NAMES } from './testing/hostile-names';

/** The embedded 2.23 still knows the names of all three times. */
const VERSIONS = [2_023_000, 2_017_002, 2_013_001];

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

/** A hypertable with three chunks whose names are as hostile as its own. */
async function plant(name: string) {
  await client.query(`CREATE TABLE ${ident(name)} (time timestamptz NOT NULL, device int, v float8)`);
  await client.query(
    `SELECT create_hypertable($1::regclass, by_range('time', INTERVAL '1 day'), create_default_indexes => false)`,
    [ident(name)],
  );
  await client.query(
    `ALTER TABLE ${ident(name)} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  );
  await write(name);
  const { rows } = await client.query<{ id: number; name: string }>(
    `SELECT c.id, c.table_name AS name FROM _timescaledb_catalog.chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable_id
      WHERE h.table_name = $1 ORDER BY c.id`,
    [name],
  );
  const renamed = rows.map((row, at) => ({ ...row, to: `${[...name].slice(0, 20).join('')}${at}` }));
  for (const { name: from, to } of renamed)
    await client.query(`ALTER TABLE _timescaledb_internal.${ident(from)} RENAME TO ${ident(to)}`);
  return { ids: renamed.map(({ id }) => id), chunks: renamed.map(({ to }) => to).map(inInternal) };
}

const inInternal = (name: string) => ({ schema: '_timescaledb_internal', name });
const write = (name: string) =>
  client.query(
    `INSERT INTO ${ident(name)} SELECT '2026-01-01'::timestamptz + i * INTERVAL '6 hours', i % 2, i FROM generate_series(0, 11) i`,
  );
const count = async (...question: Parameters<typeof countChunksInState>) =>
  Number((await client.query(countChunksInState(...question))).rows[0]?.count);

describe('chunks on a real engine', () => {
  it.each(HOSTILE_NAMES)('go into the columnstore and back for %j', async (name) => {
    const { ids, chunks } = await plant(name);
    const convert = (to: Conversion) => client.query(convertChunks({ versionNumber: 2_023_000 }, to, chunks));
    expect(await count(ids, 'compressed', false)).toBe(3);
    await convert('columnstore');
    expect(await count(ids, 'compressed', true)).toBe(3);
    await convert('rowstore');
    expect(await count(ids, 'compressed', false)).toBe(3);
    await convert('columnstore');
    await client.query(
      convertAllToRowstore({ versionNumber: 2_023_000 }, { relationSchema: 'public', relationName: name }),
    );
    expect(await count(ids, 'compressed', false)).toBe(3);
  });

  it.each(VERSIONS)('take in what was written since, in the words of %i', async (versionNumber) => {
    const name = `late ${versionNumber}`;
    const { ids, chunks } = await plant(name);
    const [first, ...others] = chunks;
    if (!first) throw new Error('no chunk');
    const convert = (to: Conversion, which: typeof chunks) =>
      client.query(convertChunks({ versionNumber }, to, which));
    await convert('columnstore', chunks);
    await write(name);
    expect(await count(ids, 'partial', true)).toBe(3);
    await convert('recompressed', [first]);
    expect(await count(ids, 'partial', true)).toBe(2);
    await convert('recompressed', others);
    expect(await count(ids, 'partial', true)).toBe(0);
    const { rows } = await client.query(`SELECT count(*) FROM ${ident(name)}`);
    expect(rows[0]?.count).toBe('24');
    await convert('rowstore', [first]);
    await convert('rowstore', others);
    expect(await count(ids, 'compressed', true)).toBe(0);
  });

  it('pass over a chunk that was dropped meanwhile', async () => {
    const { ids, chunks } = await plant('dropped');
    await client.query(`SELECT drop_chunks('dropped', older_than => '2026-01-02'::timestamptz)`);
    await client.query(convertChunks({ versionNumber: 2_023_000 }, 'columnstore', chunks));
    expect(await count(ids, 'compressed', true)).toBe(2);
  });
});
