import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { createHypertableIndex, replaceHypertableIndex } from '@/lib/sql/hypertable-index';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './index-missing-on-chunks';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const hostile = '"odd ""logs"".x"';

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, service text, size int, UNIQUE (service, time))
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO ${name} SELECT date_trunc('day', now(), 'UTC') - i * interval '1 hour', 'service ' || i % 3, i FROM generate_series(0, 96) i`,
  ];
  await run(engine.url, [
    ...table('logs'),
    `ALTER TABLE logs SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'service')`,
    `SELECT compress_chunk(chunk) FROM show_chunks('logs', older_than => INTERVAL '2 days') AS chunk`,
    `CREATE INDEX logs_size_idx ON logs (size)`,
    `CREATE INDEX logs_service_idx ON ONLY logs (service, time DESC)`,
    `INSERT INTO logs VALUES (now() + INTERVAL '3 days', 'late', 1)`,
    ...table(hostile),
    `CREATE UNIQUE INDEX "odd ""idx"" WHERE (" ON ONLY ${hostile} (service DESC NULLS LAST, lower(service), time) INCLUDE (size) WITH (fillfactor = 80) WHERE size > 3`,
    ...table('half'),
    `CREATE INDEX half_built_idx ON ONLY half (size)`,
    // What an interrupted build with transaction_per_chunk leaves behind; the engine itself cannot run one.
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half_built_idx'::regclass`,
    // Unique, gone from the oldest chunk, and equal rows were written there since.
    `CREATE TABLE pairs (time timestamptz NOT NULL, service text, size int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO pairs SELECT '2026-01-01 UTC'::timestamptz + i * interval '12 hours', 'a', i FROM generate_series(0, 11) i`,
    `CREATE UNIQUE INDEX pairs_key ON pairs (service, time)`,
    `DO $$ BEGIN EXECUTE format('DROP INDEX %s', (SELECT min(indexrelid) FROM pg_index
        WHERE indexrelid::regclass::text LIKE '%chunk_pairs_key')::regclass); END $$`,
    `INSERT INTO pairs VALUES ('2026-01-01 UTC', 'a', 0), ('2026-01-01 UTC', NULL, 0), ('2026-01-01 UTC', NULL, 0)`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, service, sum(size) AS size FROM logs GROUP BY 1, 2 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('hourly', NULL, NULL)`,
    `CREATE INDEX hourly_size_idx ON hourly (size)`,
    `DO $$ DECLARE chunk_index regclass; BEGIN
       SELECT indexrelid INTO chunk_index FROM pg_index
        WHERE indexrelid::regclass::text LIKE '%chunk_hourly_size_idx';
       EXECUTE format('DROP INDEX %s', chunk_index);
     END $$`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/index-missing-on-chunks on a real engine', () => {
  it('finds the planted ones only: not the indexes of constraints, nor those of compressed chunks', async () => {
    expect((await findings(engine.url, rule)).map(({ subject }) => subject.join(' / ')).sort()).toEqual([
      'public / half / half_built_idx',
      'public / hourly / hourly_size_idx',
      'public / logs / logs_service_idx',
      'public / odd "logs".x / odd "idx" WHERE (',
      'public / pairs / pairs_key',
    ]);
  });

  describe('a unique one that equal rows keep from being built', () => {
    const pairs = ['public', 'pairs', 'pairs_key'];
    const chunkIndexes = async (url: string) =>
      (
        await run(url, [
          `SELECT count(*)::int FROM pg_index WHERE indexrelid::regclass::text ~ '(chunk_|^)pairs_key$'`,
        ])
      )?.rows[0]?.count;
    const found = async () => {
      const one = (await findings(engine.url, rule)).find(({ subject }) => subject[1] === 'pairs');
      if (!one?.advice) throw new Error('The planted defect was not found');
      return one.advice;
    };
    const expectNothingLost = async (steps: readonly string[]) => {
      await expect(run(engine.url, steps)).rejects.toMatchObject({ code: '23505' });
      expect(await chunkIndexes(engine.url)).toBe(6);
    };

    it('the check counts them, and not those without a value', async () => {
      const { precheck } = await found();
      expect((await run(engine.url, [precheck?.sql ?? '']))?.rows).toEqual([{ count: '1' }]);
    });

    it('the build on the chunk that lacks it loses nothing', async () => {
      const { steps } = await found();
      expect(steps).toHaveLength(1);
      await expectNothingLost(steps.map(({ sql }) => sql));
    });

    it('nor does the one transaction that builds it everywhere', async () => {
      const index = { name: 'pairs_key', isUnique: true, structure: 'USING btree (service, "time")' };
      const table = { schema: 'public', name: 'pairs' };
      await expectNothingLost([
        replaceHypertableIndex([{ schema: 'public', name: index.name }], table, index),
      ]);
    });

    it('is built on that chunk when they are gone, and TimescaleDB takes it for its own', async () => {
      await run(engine.url, [
        `DELETE FROM pairs WHERE ctid = (SELECT max(ctid) FROM pairs WHERE time = '2026-01-01 UTC' AND service = 'a')`,
      ]);
      const { advice } = await tellAdviceStory({ url: engine.url, rule, subject: pairs });
      await run(
        engine.url,
        (advice?.steps ?? []).map(({ sql }) => sql),
      );
      expect(await chunkIndexes(engine.url)).toBe(7);
      await run(engine.url, [
        `INSERT INTO pairs VALUES ('2026-01-01 UTC', 'a', 0) ON CONFLICT (service, time) DO NOTHING`,
        'DROP INDEX pairs_key',
      ]);
      expect(await chunkIndexes(engine.url), 'it goes with the index of the hypertable').toBe(0);
    });
  });

  it('builds an index that was made ON ONLY, and undoes it', async () => {
    const { facts } = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'logs', 'logs_service_idx'],
    });
    // The chunk that was made afterwards carries it.
    expect(facts).toMatchObject({ chunksWithout: 5, chunkIndexes: 1 });
  });

  it('does the same for a unique one with hostile names', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'odd "logs".x', 'odd "idx" WHERE ('],
    });
    expect(finding.severity).toBe('critical');
    await expect(
      run(engine.url, [
        `INSERT INTO ${hostile} SELECT * FROM ${hostile} WHERE size > 3 LIMIT 1
           ON CONFLICT (service, (lower(service)), time) WHERE size > 3 DO NOTHING`,
      ]),
      'what the finding says about ON CONFLICT',
    ).rejects.toMatchObject({ code: '0A000' });
  });

  it('builds on an aggregate by its view', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'hourly', 'hourly_size_idx'] });
  });

  it('tells an interrupted build apart', async () => {
    const half = ['public', 'half', 'half_built_idx'];
    // The statements are those above. Here DROP INDEX fails (58P01) on a row of pg_index that was updated.
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: half, onlyFound: true });
    expect(finding.detail).toContain('not valid');
  });
});

describe('what the advice rests on', () => {
  it('the owner may drop and create it, and may create nothing on a chunk', async () => {
    await run(engine.url, [
      'CREATE ROLE app',
      'GRANT CREATE ON SCHEMA public TO app',
      `SET ROLE app`,
      `CREATE TABLE owned (time timestamptz NOT NULL, size int)
         WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.columnstore = false)`,
      `INSERT INTO owned VALUES (now(), 1)`,
      `CREATE INDEX owned_size_idx ON ONLY owned (size)`,
      `RESET ROLE`,
    ]);
    const [chunk] = (await run(engine.url, [`SELECT show_chunks('owned')::text AS name`]))?.rows ?? [];
    await expect(
      run(engine.url, ['SET ROLE app', `CREATE INDEX ON ${chunk.name} (size)`]),
    ).rejects.toMatchObject({ code: '42501' });
    const found = (await findings(engine.url, rule)).find(({ subject }) => subject[1] === 'owned');
    await run(engine.url, ['SET ROLE app', ...(found?.advice?.steps ?? []).map(({ sql }) => sql)]);
    expect((await findings(engine.url, rule)).some(({ subject }) => subject[1] === 'owned')).toBe(false);
  });

  it('the old one takes the new one from the chunks when it goes, so the new one cannot be made first', async () => {
    await run(engine.url, [
      'RESET ROLE',
      'CREATE INDEX old_idx ON ONLY owned (time, size)',
      'CREATE INDEX new_idx ON owned (time, size)',
      'DROP INDEX old_idx',
    ]);
    expect((await findings(engine.url, rule)).map(({ subject }) => subject[2])).toContain('new_idx');
  });

  it('this engine fails at a transaction per chunk, so the advice for it builds in one', async () => {
    const other = await startTimescale();
    try {
      await run(other.url, [
        `CREATE TABLE logs (time timestamptz NOT NULL, size int)
           WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
        `INSERT INTO logs SELECT now() - i * interval '1 day', i FROM generate_series(1, 5) i`,
      ]);
      const index = { name: 'logs_size_idx', isUnique: false, structure: 'USING btree (size)' };
      await expect(
        run(other.url, [createHypertableIndex({ schema: 'public', name: 'logs' }, index, 'apart')]),
      ).rejects.toMatchObject({ code: 'XX000' });
    } finally {
      await other.stop();
    }
  });
});
