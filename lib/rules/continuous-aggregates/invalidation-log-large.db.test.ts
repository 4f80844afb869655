import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run, tellAdviceStory } from '../testing/advice-story';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './invalidation-log-large';

let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '1 hour', i FROM generate_series(1, 100) i`,
    `CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
       SELECT time_bucket('1 hour', time) AS bucket, count(*) FROM readings GROUP BY 1 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('hourly', NULL, NULL)`,
    // What a hundred thousand statements that change old rows note.
    `INSERT INTO _timescaledb_catalog.continuous_aggs_hypertable_invalidation_log
       SELECT (SELECT raw_hypertable_id FROM _timescaledb_catalog.continuous_agg), at, at
         FROM generate_series(1, 100001) i, _timescaledb_functions.to_unix_microseconds(now() - i * interval '1 second') at`,
  ]);
});
afterAll(() => engine?.stop());

async function ranges() {
  const { artifacts } = await takeArtifacts(engine.url, ['continuousAggregates']);
  const [hourly] = artifacts.continuousAggregates?.status === 'ok' ? artifacts.continuousAggregates.rows : [];
  return [hourly?.pendingRanges, hourly?.sourcePendingRanges];
}

describe('continuous-aggregates/invalidation-log-large on a real engine', () => {
  it('does not count as pending what lies before and after all that a refresh has looked at', async () => {
    expect(await ranges()).toEqual([0, 100_001]);
  });

  it('finds the log, and a refresh of the newest buckets reads all of it', async () => {
    const { facts } = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'readings'] });
    expect(facts).toEqual({ sourcePendingRanges: 100_001 });
    expect(await ranges(), 'what is older than its window waits').toEqual([1, 0]);
  });
});
