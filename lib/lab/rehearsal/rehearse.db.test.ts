import { beforeAll, describe, expect, it } from 'vitest';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { Advice } from '@/lib/rules/rule';
import { run } from '@/lib/rules/testing/advice-story';
import { type Sql, sql } from '@/lib/sql/statement';
import type { Progress } from '../progress';
import { rehearse } from './rehearse';

let snapshot: Snapshot;

beforeAll(async () => {
  const engine = await startTimescale();
  try {
    await run(engine.url, [
      `CREATE SCHEMA "my ""app"`,
      `CREATE TYPE "my ""app".mood AS ENUM ('calm')`,
      `CREATE TABLE "my ""app"."it's" ("at ""time" timestamptz NOT NULL, device int NOT NULL, mood "my ""app".mood, tags text[], v numeric(8,2))`,
      `SELECT create_hypertable('"my ""app"."it''s"', by_range('at "time', INTERVAL '1 day'))`,
      `SELECT add_dimension('"my ""app"."it''s"', by_hash('device', 3))`,
      `INSERT INTO "my ""app"."it's" SELECT now() - i * INTERVAL '1 hour', i, 'calm', '{}', i FROM generate_series(1, 96) i`,
      `ALTER TABLE "my ""app"."it's" SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device')`,
      `SELECT compress_chunk(c) FROM show_chunks('"my ""app"."it''s"', older_than => INTERVAL '2 days') c`,
      `CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
         SELECT time_bucket('1 day', "at ""time") AS day, device, max(v) AS v FROM "my ""app"."it's" GROUP BY 1, 2 WITH NO DATA`,
      `SELECT add_retention_policy('"my ""app"."it''s"', INTERVAL '30 days')`,
    ]);
    const database = openDatabase({ url: engine.url });
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
    await database.close();
    snapshot = { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await engine.stop();
  }
});

function finding(steps: readonly Sql[], over: Partial<Advice> = {}, mode = 'AccessExclusive'): KeyedFinding {
  return {
    key: 'test/test:my',
    rule: 'test/test',
    source: 'https://www.postgresql.org/docs/',
    subject: ['my "app', "it's"],
    severity: 'notice',
    confidence: 'high',
    title: 'Test',
    detail: '',
    facts: {},
    advice: {
      steps: steps.map((statement) => ({
        sql: statement,
        transaction: 'any',
        lock: { mode, on: 'it', blocks: 'all' },
        rewrites: false,
      })),
      undo: { impossible: 'a test' },
      verify: { sql: sql`SELECT true;`, expect: 'true' },
      role: 'owner',
      deletesData: false,
      ...over,
    },
  };
}

const rehearsing = (one: KeyedFinding, progress: Progress[] = [], of: Snapshot = snapshot) =>
  rehearse({
    finding: one,
    snapshot: of,
    onProgress: (step) => progress.push(step),
    signal: new AbortController().signal,
  });

describe('a rehearsal', () => {
  it('rebuilds hostile names, hash partitions, converted chunks, aggregates and jobs with their numbers', async () => {
    const { artifacts } = snapshot;
    const job = artifacts.policies?.status === 'ok' ? artifacts.policies.rows[0]?.jobId : undefined;
    const compressed =
      artifacts.chunks?.status === 'ok' ? artifacts.chunks.rows.filter((one) => one.isCompressed).length : -1;
    const progress: Progress[] = [];
    const rehearsal = await rehearsing(
      finding([sql`ALTER TABLE "my ""app"."it's" ADD COLUMN more int;`], {
        precheck: {
          sql: sql`SELECT concat_ws(' ', (SELECT count(*) FROM _timescaledb_catalog.chunk WHERE status & 1 = 1), (SELECT min(job_id) FROM timescaledb_information.jobs WHERE proc_name = 'policy_retention'), (SELECT string_agg(view_name, ',') FROM timescaledb_information.continuous_aggregates));`,
          expect: `${compressed} ${job} daily — as on the server`,
        },
        undo: [{ sql: sql`ALTER TABLE "my ""app"."it's" DROP COLUMN more;` }],
        verify: {
          sql: sql`SELECT count(*) FROM "my ""app"."it's" WHERE more IS NULL AND mood = 'calm';`,
          expect: '0',
        },
      }),
      progress,
    );
    expect(rehearsal).toMatchObject({ status: 'passed', reason: null, leftByUndo: [] });
    expect(rehearsal.rebuilt).toEqual({
      hypertables: 2,
      chunks: expect.any(Number),
      chunksLeftOut: 0,
      mappedTypes: ['"my ""app".mood'],
      missing: [],
    });
    expect(compressed).toBeGreaterThan(3);
    expect(rehearsal.statements.map(({ part, status }) => `${part} ${status}`)).toEqual([
      'precheck ok',
      'step ok',
      'verify ok',
      'undo ok',
    ]);
    expect(rehearsal.statements[1]?.locks).toContainEqual({
      mode: 'AccessExclusive',
      relation: `"my ""app"."it's"`,
    });
    expect(progress.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['start', 'rebuild', 'precheck', 'steps', 'verify', 'undo']),
    );
  });

  it('tells a statement that fails', async () => {
    const rehearsal = await rehearsing(
      finding([sql`ALTER TABLE "my ""app"."it's" DROP COLUMN "at ""time";`]),
    );
    expect(rehearsal).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/^The step failed: /),
    });
  });

  it('tells an answer that differs, and the locks on chunks that a step dropped', async () => {
    const rehearsal = await rehearsing(
      finding([sql`SELECT drop_chunks('"my ""app"."it''s"', older_than => INTERVAL '2 days');`], {
        verify: { sql: sql`SELECT 2;`, expect: '3 — three' },
      }),
    );
    expect(rehearsal).toMatchObject({ status: 'failed', reason: 'The verify answered 2 instead of 3.' });
    expect(rehearsal.statements[0]?.locks).toContainEqual({
      mode: 'AccessExclusive',
      relation: expect.stringMatching(/^_timescaledb_internal\._hyper_/),
    });
  });

  it('tells a lock that is stronger than said, and what an undo leaves', async () => {
    const rehearsal = await rehearsing(
      finding(
        [
          sql`ALTER TABLE "my ""app"."it's" ADD COLUMN more int;`,
          sql`SELECT set_chunk_time_interval('"my ""app"."it''s"', INTERVAL '2 days');`,
        ],
        { undo: [{ sql: sql`SELECT 1;` }] },
        'ShareUpdateExclusive',
      ),
    );
    expect(rehearsal).toMatchObject({
      status: 'failed',
      reason: 'A step took AccessExclusive where ShareUpdateExclusive is said.',
    });
    expect(rehearsal.leftByUndo).toEqual([
      expect.stringMatching(/^dimensions \d+\.at "time: chunkIntervalSeconds was 86400, is 172800$/),
    ]);
  });

  it('says why it cannot be: nothing to run, a server setting, another version, facts that are not known', async () => {
    const { advice: _, ...wordsOnly } = finding([]);
    expect((await rehearsing(wordsOnly)).reason).toBe('There is no SQL to run.');
    const setting = await rehearsing(finding([sql`ALTER SYSTEM SET work_mem = '8MB';`]));
    expect(setting).toMatchObject({ status: 'not-rehearsable', sandbox: null });
    const apart = sql`CREATE INDEX i ON "my ""app"."it's" (device) WITH (timescaledb.transaction_per_chunk);`;
    expect((await rehearsing(finding([apart]))).reason).toContain('chunk by chunk');

    const { timescale } = snapshot.server;
    const newer: Snapshot = {
      ...snapshot,
      server: { ...snapshot.server, timescale: timescale && { ...timescale, version: '2.29.0' } },
    };
    const versioned = await rehearsing(finding([sql`SELECT function_of_tomorrow();`]), [], newer);
    expect(versioned).toMatchObject({
      status: 'not-rehearsable',
      reason: expect.stringMatching(/^Written for TimescaleDB 2\.29\.0; the sandbox has 2\.\d+/),
    });

    const blind: Snapshot = {
      ...snapshot,
      artifacts: { ...snapshot.artifacts, chunks: { status: 'unavailable', reason: 'permission denied' } },
    };
    expect((await rehearsing(finding([sql`SELECT 1;`]), [], blind)).reason).toContain(
      'chunks: permission denied',
    );
  });
});
