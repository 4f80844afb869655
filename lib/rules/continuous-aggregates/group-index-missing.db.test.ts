import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './group-index-missing';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_1 };

beforeAll(async () => {
  engine = await startTimescale();
  const view = (name: string, isIndexed: boolean) => [
    `CREATE MATERIALIZED VIEW ${name} WITH (timescaledb.continuous, timescaledb.create_group_indexes = ${isIndexed}) AS
       SELECT time_bucket('1 hour', time) AS bucket, avg(value), "dev\\ ice ""1""" AS "dev\\ ice ""1""", upper(site) AS site
         FROM readings GROUP BY 1, 3, 4 WITH NO DATA`,
    `CALL refresh_continuous_aggregate('${name}', NULL, NULL)`,
  ];
  await run(engine.url, [
    `CREATE TABLE readings (time timestamptz NOT NULL, "dev\\ ice ""1""" int, site text, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `INSERT INTO readings SELECT now() - i * interval '10 minutes', i % 6, 's' || i % 7, i FROM generate_series(1, 2000) i`,
    ...view('bare', false),
    ...view('indexed', true),
  ]);
});
afterAll(() => engine?.stop());

describe('continuous-aggregates/group-index-missing on a real engine', () => {
  it('finds the columns of the GROUP BY alone, builds their indexes and drops them', async () => {
    expect((await findings(engine.url, rule, profile)).map(({ subject }) => subject[1])).toEqual(['bare']);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'bare'], profile });
    expect(finding.facts.columns).toBe(2);
    expect(finding.detail).toContain('dev\\ ice "1", site');
  });
});
