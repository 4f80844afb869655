import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { startPostgres } from '@/lib/embedded/test-engines';
import { chunk, column, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { LabSource, type SampleColumn } from './lab-source';
import type { LabSubject } from './lab-subject';
import { readPieces } from './read-pieces';
import type { Cut, PlannedPiece } from './sample-plan';

/** The oldest server, a plain table for a chunk: what is read is PostgreSQL's matter, and so is cancelling. */
let engine: Awaited<ReturnType<typeof startPostgres>>;
let owner: pg.Client;
let database: Database;
let server: ServerFacts;

const DAY_START = Date.UTC(2026, 0, 5) * 1_000;
const readings = {
  facts: {
    chunk: chunk({
      schema: 'public',
      name: 'readings',
      rangeStartUnits: DAY_START,
      rangeEndUnits: DAY_START + 86_400_000_000,
    }),
    rows: 86_400,
    beforeBytes: 10_000_000,
  },
  mostRows: 8_000,
};

beforeAll(async () => {
  engine = await startPostgres(13);
  owner = new pg.Client({ connectionString: engine.url });
  await owner.connect();
  await owner.query(`CREATE TYPE mood AS ENUM ('calm');
    CREATE TABLE readings (time timestamptz NOT NULL, device int, mood mood, note text);
    INSERT INTO readings SELECT '2026-01-05Z'::timestamptz + n * INTERVAL '1 second', n % 60, 'calm', CASE WHEN n % 2 = 0 THEN E'a\\tb' END
      FROM generate_series(0, 86399) n;
    CREATE ROLE reader LOGIN; ALTER ROLE postgres SET "DateStyle" = 'German'`);
  database = openDatabase({ url: engine.url });
  server = await probeServer(database);
});
afterAll(async () => {
  await database?.close();
  await owner?.end();
  await engine?.stop();
});

// Of the subject only the hypertable is read here.
const subject = {
  hypertable: hypertable({ name: 'readings', relationName: 'readings', owner: 'postgres' }),
  columns: [column()],
} as unknown as LabSubject;

function source(signal = new AbortController().signal, from = database) {
  return new LabSource(from, server, subject, signal);
}

async function read(cut: Cut, rows = 8_000, bytes = 10_000_000) {
  const columns: SampleColumn[] = (await source().columns()).map((one) => ({
    ...one,
    sandboxType: one.name === 'mood' ? 'text' : one.type,
  }));
  const copied = await source().read({ ...readings, cut }, columns, { rows, bytes });
  const fields = copied.lines.map((line) => line.toString().trimEnd().split('\t'));
  return {
    ...copied,
    times: fields.map(([time]) => time ?? ''),
    devices: fields.map(([, device]) => device),
  };
}

describe('what the lab reads of a chunk', () => {
  it('are all of its rows, up to the bounds', async () => {
    const { lines, isCut } = await read({ kind: 'whole' }, 100_000);
    expect([lines.length, isCut]).toEqual([86_400, false]);
    expect(lines[0]?.toString()).toBe('2026-01-05 00:00:00+00\t0\tcalm\ta\\tb\n');
    expect(lines[1]?.toString()).toBe('2026-01-05 00:00:01+00\t1\tcalm\t\\N\n');
    const cut = await read({ kind: 'whole' }, 100_000, 5_000);
    expect(cut.isCut).toBe(true);
    expect(cut.bytes).toBeLessThanOrEqual(5_000);
  });

  it('are whole series of some values, other ones for another part', async () => {
    const parts = [0, 1].map((part) => read({ kind: 'series', column: 'device', part, parts: 2 }));
    const [one, other] = await Promise.all(parts);
    for (const piece of [one, other]) {
      const found = new Set(piece?.devices);
      expect(found.size).toBeGreaterThan(1);
      expect(piece?.lines).toHaveLength(found.size * 1_440);
      expect(piece?.isCut).toBe(false);
    }
    expect(one?.devices.filter((device) => other?.devices.includes(device))).toEqual([]);
  });

  it('are neighbours in time, from the middle of the part', async () => {
    const { times, devices } = await read({ kind: 'slice', part: 0, parts: 1 }, 3_600);
    expect(times[0]).toBe('2026-01-05 11:30:00+00');
    expect(times.at(-1)).toBe('2026-01-05 12:29:59+00');
    expect(new Set(devices).size).toBe(60);
    const second = await read({ kind: 'slice', part: 1, parts: 2 }, 3_600);
    expect(second.times[0]).toBe('2026-01-05 17:30:00+00');
  });

  it('are stretches of time alone where finding series takes too long, which is tried once', async () => {
    // Hashing its values takes hours.
    await owner.query(`CREATE FUNCTION lazily(note text) RETURNS text LANGUAGE plpgsql STABLE AS
        'BEGIN PERFORM pg_sleep(0.5); RETURN note; END';
      CREATE VIEW slow AS SELECT time, note, lazily(note) AS lazy FROM readings`);
    const facts = { ...readings.facts, chunk: { ...readings.facts.chunk, name: 'slow' } };
    const part = { part: 0, parts: 1 };
    const slice: PlannedPiece = { facts, mostRows: 100, cut: { kind: 'slice', ...part } };
    const series: PlannedPiece = { facts, mostRows: 100, cut: { kind: 'series', column: 'lazy', ...part } };
    const impatient = new LabSource(database, server, subject, new AbortController().signal, 2_000);
    const columns = (await impatient.columns())
      .filter(({ name }) => name === 'time' || name === 'note')
      .map((one) => ({ ...one, sandboxType: one.type }));
    const taken: number[] = [];
    const startedMs = Date.now();
    const notRead = await readPieces([slice, series, { ...series }], {
      bounds: { rows: 1_000, bytes: 100_000 },
      read: (piece, bounds) => impatient.read(piece, columns, bounds),
      take: async (_, { lines }) => void taken.push(lines.length),
    });
    expect(taken).toEqual([100]);
    expect(notRead).toEqual([series, series]);
    expect(Date.now() - startedMs).toBeLessThan(4_000);
  });

  it('are counted', async () => {
    expect(await source().countRows(readings.facts.chunk)).toBe(86_400);
  });

  it('are none while another session has locked it, which is said, and their count is an estimate', async () => {
    const columns = (await source().columns()).map((one) => ({ ...one, sandboxType: one.type }));
    await owner.query('BEGIN; LOCK TABLE readings IN ACCESS EXCLUSIVE MODE');
    try {
      expect(await source().countRows(readings.facts.chunk)).toBeNull();
      const reading = source().read({ ...readings, cut: { kind: 'whole' } }, columns, {
        rows: 1,
        bytes: 10_000_000,
      });
      await expect(reading).rejects.toMatchObject({
        code: 'query-locked',
        message: expect.stringContaining('locked the table'),
      });
    } finally {
      await owner.query('ROLLBACK');
    }
  });

  it('are none without the right, and the grant is named', async () => {
    const stranger = openDatabase({ url: engine.url.replace('postgres://postgres@', 'postgres://reader@') });
    const facts = await probeServer(stranger);
    const refused = new LabSource(stranger, facts, subject, new AbortController().signal).columns();
    await expect(refused).rejects.toMatchObject({
      code: 'query-denied',
      hint: expect.stringContaining('GRANT SELECT ON "public"."readings" TO "reader";'),
    });
    await stranger.close();
  });

  it('are no longer read when the reader has gone', async () => {
    const gone = new AbortController();
    const columns = (await source().columns()).map((one) => ({ ...one, sandboxType: one.type }));
    const reading = source(gone.signal).read({ ...readings, cut: { kind: 'whole' } }, columns, {
      rows: 100_000,
      bytes: 10_000_000,
    });
    gone.abort();
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  });
});
