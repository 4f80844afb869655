import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labResult } from '@/lib/api/lab-schema';
import type { Engine } from '@/lib/embedded/engine';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run } from '@/lib/rules/testing/advice-story';
import { ident } from '@/lib/sql/statement';
import { HOSTILE_NAMES } from '@/lib/sql/testing/hostile-names';
import type { LabResult } from './lab-result';
import type { Progress } from './progress';
import { labRun } from './testing/lab-run';

const [table, time, device, mood, height, note] = HOSTILE_NAMES;
const quoted = (name: string) => ident(name) as string;
/** Ten devices, a row a minute each, in chunks of half a day; one column of a type of its own, one of a domain. */
const MAKE = [
  `CREATE TYPE mood AS ENUM ('calm', 'wild')`,
  `CREATE DOMAIN height AS float8 CHECK (VALUE >= 0)`,
  `CREATE TABLE ${quoted(table)} (${quoted(time)} bigint NOT NULL, ${quoted(device)} int, ${quoted(mood)} mood, ${quoted(height)} height, ${quoted(note)} text)`,
  `SELECT create_hypertable(${`'${quoted(table).replaceAll("'", "''")}'`}, by_range('${time.replaceAll("'", "''")}', 720))`,
  `INSERT INTO ${quoted(table)} SELECT t, d, CASE WHEN t % 50 = 0 THEN 'wild'::mood ELSE 'calm' END, round((100 * sin(t / 100.0 + d) + 200)::numeric), CASE WHEN t % 7 = 0 THEN E'tab\\there \\\\ and\\nthere' END
     FROM generate_series(0, 2159) t, generate_series(1, 10) d`,
  `CREATE INDEX ON ${quoted(table)} (${quoted(device)}, ${quoted(time)} DESC)`,
  `ALTER TABLE ${quoted(table)} SET (timescaledb.enable_columnstore, timescaledb.segmentby = '', timescaledb.orderby = '${quoted(time).replaceAll("'", "''")} DESC')`,
  `SELECT compress_chunk(chunk) FROM show_chunks(${`'${quoted(table).replaceAll("'", "''")}'`}) chunk LIMIT 1`,
  `ANALYZE ${quoted(table)}`,
  `CREATE ROLE reader LOGIN`,
];

let engine: Engine;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, MAKE);
});
afterAll(() => engine?.stop());

const lab = (over: Partial<Parameters<typeof labRun>[0]> = {}) =>
  labRun({ url: engine.url, schema: 'public', name: table, ...over });

describe('a run of the lab', () => {
  let result: LabResult;
  const told: Progress[] = [];

  beforeAll(async () => {
    result = await lab({ onProgress: (progress) => told.push(progress) });
  });

  it('measures every candidate, today’s first named, and says what it sampled', () => {
    expect(labResult.parse(result)).toEqual(result);
    expect(result.candidates.map(({ failure }) => failure)).toEqual(result.candidates.map(() => null));
    const now = result.candidates.find(({ origins }) => origins.includes('now'));
    expect(now).toMatchObject({ segmentBy: [], orderBy: [`${time} DESC`] });
    expect(result.candidates.length).toBeGreaterThan(2);
    expect(result.sample).toMatchObject({ rows: 14_400, areIndexesKnown: true, skippedIndexes: [] });
    expect(result.sample.pieces.map(({ cut, rows }) => [cut, rows])).toEqual([
      ['whole', 7_200],
      ['whole', 7_200],
    ]);
    expect(result.before).toMatchObject({ rows: 21_600, chunks: 3 });
    expect(result.filters.map(({ equals, byTime }) => [equals.length, byTime])).toContainEqual([1, true]);
    for (const { measured } of result.candidates) {
      expect(measured?.columns.map(({ name }) => name)).toEqual(
        expect.arrayContaining([time, device, mood, height, note, null]),
      );
      expect(measured?.filters.every(({ seconds, rowsRead }) => seconds > 0 && rowsRead > 0)).toBe(true);
    }
  });

  it('maps the types that the sandbox lacks', () => {
    expect(result.sample.mappedColumns).toEqual([
      { name: mood, type: 'public.mood', as: 'text' },
      { name: height, type: 'public.height', as: 'double precision' },
    ]);
  });

  it('tells what it does', () => {
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      'start',
      'plan',
      'read',
      'index',
      'measure',
    ]);
    expect(told.at(-1)).toMatchObject({
      done: result.candidates.length - 1,
      total: result.candidates.length,
    });
  });

  it('advises the winner’s settings in statements that work', async () => {
    expect(result.winnerId).not.toBeNull();
    const { advice } = result;
    if (!advice) throw new Error(`no advice: ${result.whyNoAdvice}`);
    await expectFirstCell(advice.precheck?.sql ?? '', advice.precheck?.expect ?? '');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    await expectFirstCell(advice.verify.sql, advice.verify.expect);
    if ('impossible' in advice.undo) throw new Error('there is no undo');
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    await expectFirstCell(advice.precheck?.sql ?? '', advice.precheck?.expect ?? '');
  });
});

async function expectFirstCell(sql: string, expected: string): Promise<void> {
  const [row] = (await run(engine.url, [sql]))?.rows ?? [];
  expect(String(Object.values(row ?? {})[0])).toBe(expected.split(' — ')[0]);
}

describe('a run that cannot be finished', () => {
  it('names the grant that it lacks, and works with it', async () => {
    const url = engine.url.replace('postgres://postgres@', 'postgres://reader@');
    const named = `"public".${quoted(table)}`;
    const refused = await lab({ url }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'query-denied',
      hint: `As postgres, its owner: GRANT SELECT ON ${named} TO "reader"; Afterwards: REVOKE SELECT ON ${named} FROM "reader";`,
    });
    await run(engine.url, [`GRANT SELECT ON ${named} TO "reader"`]);
    const reader = new AbortController();
    // The right is asked for before anything else begins.
    const reading = lab({ url, signal: reader.signal, onProgress: () => reader.abort() });
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
    await run(engine.url, [`REVOKE SELECT ON ${named} FROM "reader"`]);
    await expect(lab({ url })).rejects.toMatchObject({ code: 'query-denied' });
  });

  it('ends in the middle when its reader cancels, and leaves the database as it was', async () => {
    const reader = new AbortController();
    const cancelled = lab({
      signal: reader.signal,
      onProgress: ({ phase }) => {
        if (phase === 'measure') reader.abort();
      },
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    const client = new pg.Client({ connectionString: engine.url });
    await client.connect();
    expect((await client.query(`SELECT count(*)::int AS rows FROM ${quoted(table)}`)).rows).toEqual([
      { rows: 21_600 },
    ]);
    await client.end();
  });

  it('knows no hypertable of another name', async () => {
    await expect(lab({ name: 'nowhere' })).rejects.toMatchObject({ code: 'not-found' });
  });
});
