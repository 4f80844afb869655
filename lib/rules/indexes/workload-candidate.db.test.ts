import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase, startTimescale } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { run, tellAdviceStory } from '../testing/advice-story';
import { statement } from '../testing/statement-rows';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './workload-candidate';

const profile = { byteThresholdRatio: 0.01 };

/** Its statements as if they had been counted for two hours: a test does not wait for ten minutes. */
function aged(real: Snapshot): Snapshot {
  const { statements } = real.artifacts;
  if (statements?.status !== 'ok') throw new Error('expected statements');
  const since = new Date(Date.now() - 7_200_000).toISOString();
  const rows = statements.rows.map((row) => ({
    ...row,
    statsSince: since,
    // A busy hour in a moment: each of the calls took as long as on a slow disk.
    totalSeconds: row.calls * 0.2,
  }));
  return { ...real, artifacts: { ...real.artifacts, statements: { ...statements, rows } } };
}

it('finds the missing index of a table and of a partitioned one, builds them beside writers, and takes them back', async () => {
  const database = await freshDatabase(18);
  try {
    await run(database.url, [
      'CREATE EXTENSION pg_stat_statements',
      `CREATE TABLE "odd ""items" (id int PRIMARY KEY, "prod.uct" int, note text)`,
      `INSERT INTO "odd ""items" SELECT i, i % 2000, repeat('x', 40) FROM generate_series(1, 20000) i`,
      `CREATE TABLE events (day date NOT NULL, account int, note text) PARTITION BY RANGE (day)`,
      `CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`,
      `CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')`,
      `INSERT INTO events SELECT date '2026-01-01' + i % 59, i % 1500, repeat('x', 40) FROM generate_series(1, 20000) i`,
      'VACUUM ANALYZE',
      ...Array.from({ length: 50 }, (_, at) => [
        `SELECT count(note) FROM "odd ""items" WHERE "prod.uct" = ${at}`,
        `SELECT count(note) FROM events WHERE account = ${at}`,
      ]).flat(),
    ]);
    const story = { url: database.url, rule, profile, beside: aged };
    const item = await tellAdviceStory({ ...story, subject: ['public', 'odd "items', 'prod.uct'] });
    expect(item.facts).toMatchObject({ calls: 50, rowsPerCall: 10, tableRows: 20_000 });
    const event = await tellAdviceStory({ ...story, subject: ['public', 'events', 'account'] });
    expect(event.advice?.steps).toHaveLength(5);
    expect(event.facts).toMatchObject({ calls: 50, tableRows: 20_000 });
  } finally {
    await database.stop();
  }
});

it('says that it does not know where the role may not read the statistics', async () => {
  const database = await freshDatabase(18);
  try {
    await run(database.url, [
      'CREATE EXTENSION pg_stat_statements',
      'CREATE TABLE hidden (id int PRIMARY KEY, kind int, note text)',
      `INSERT INTO hidden SELECT i, i % 2000, repeat('x', 40) FROM generate_series(1, 20000) i`,
      'VACUUM ANALYZE',
      ...Array.from({ length: 50 }, (_, at) => `SELECT count(note) FROM hidden WHERE kind = ${at}`),
      'DROP ROLE IF EXISTS statistics_reader',
      `CREATE ROLE statistics_reader LOGIN IN ROLE pg_monitor`,
    ]);
    const url = new URL(database.url);
    url.username = 'statistics_reader';
    const snapshot = aged(
      await takeArtifacts(url.href, ['columnStatistics', 'indexes', 'statements', 'tables']),
    );
    const { outcome } = runRule(rule, snapshot, Date.now(), profile);
    expect(outcome).toMatchObject({ status: 'not-run', reason: expect.stringContaining('public.hidden') });
    await run(database.url, ['DROP ROLE statistics_reader']);
  } finally {
    await database.stop();
  }
});

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
});
afterAll(() => engine?.stop());

/**
 * The embedded engine keeps no pg_stat_statements: the statement is a recorded one, everything else is what is there.
 * It breaks at a transaction per chunk (XX000), so that what it runs is the form that locks the hypertable as a whole.
 */
it('builds the index of a hypertable in the form that the engine can run', async () => {
  await run(engine.url, [
    `CREATE TABLE metrics (time timestamptz NOT NULL, "dev ice" int, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO metrics SELECT now() - i * INTERVAL '20 seconds', i % 500, i FROM generate_series(1, 13000) i`,
    'VACUUM ANALYZE metrics',
  ]);
  const look = async () => {
    const snapshot = await takeArtifacts(engine.url, [
      'columnStatistics',
      'indexes',
      'tables',
      'hypertables',
      'hypertableColumns',
      'chunks',
    ]);
    const query = 'SELECT avg(value) FROM metrics WHERE "dev ice" = $1 AND time > now() - $2::interval';
    const rows: Row<'statements'>[] = [
      statement(query, { totalSeconds: 6_000, sharedBlocksHit: 90_000, sharedBlocksRead: 0 }),
    ];
    const collectedAt = new Date().toISOString();
    const statements = { status: 'ok' as const, rows, collectedAt, tookMs: 1 };
    return runRule(
      rule,
      { ...snapshot, artifacts: { ...snapshot.artifacts, statements } },
      Date.now(),
      profile,
    ).findings;
  };
  const [found] = await look();
  expect(found?.subject).toEqual(['public', 'metrics', 'dev ice', 'time']);
  const advice = found?.advice;
  if (!advice?.precheck || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
  const cell = async (sql: string) => String(Object.values((await run(engine.url, [sql]))?.rows[0] ?? {})[0]);
  expect(await cell(advice.precheck.sql)).toBe('0');
  await run(
    engine.url,
    advice.steps.map(({ sql }) => sql),
  );
  expect(await cell(advice.verify.sql)).toBe('1');
  expect(await look()).toEqual([]);
  await run(
    engine.url,
    advice.undo.map(({ sql }) => sql),
  );
  expect(await look()).toHaveLength(1);
});
