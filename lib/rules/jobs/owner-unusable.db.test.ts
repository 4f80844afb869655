import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './owner-unusable';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const table = (name: string) => [
  `CREATE TABLE ${name} (time timestamptz NOT NULL, value float8)
     WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
  `ALTER TABLE ${name} OWNER TO "o""ps"`,
];

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE ROLE "o""ps" LOGIN`,
    ...table('silent'),
    ...table('left_behind'),
    ...table('abandoned'),
    ...table('healthy'),
    ...['silent', 'left_behind', 'abandoned', 'healthy'].map(
      (name) => `SELECT add_retention_policy('${name}', interval '30 days')`,
    ),
  ]);
});
afterAll(() => engine?.stop());

const subjects = async () =>
  (await findings(engine.url, rule)).map(({ subject, advice }) => [subject[1], advice !== undefined]);

describe('jobs/owner-unusable on a real engine', () => {
  it('is quiet where the owners are as they should be', async () => {
    expect(await subjects()).toEqual([]);
  });

  it('lets the owner log in, and takes that back', async () => {
    await run(engine.url, [`ALTER ROLE "o""ps" NOLOGIN`]);
    expect(await subjects()).toHaveLength(4);
    const finding = await tellAdviceStory({ url: engine.url, rule, subject: ['job', '1000'] });
    expect(finding.title).toBe(
      'Let the job 1000, Retention Policy of public.silent run as o"ps, or as another role',
    );
    await run(engine.url, [`ALTER ROLE "o""ps" LOGIN`]);
  });

  it('lets the owner connect, and takes that back', async () => {
    await run(engine.url, [`REVOKE CONNECT ON DATABASE postgres FROM PUBLIC`]);
    await tellAdviceStory({ url: engine.url, rule, subject: ['job', '1000'] });
    await run(engine.url, [`GRANT CONNECT ON DATABASE postgres TO PUBLIC`]);
    expect(await subjects()).toEqual([]);
  });

  // Later versions refuse to drop the owner and let policies follow their table: what earlier ones left is written.
  it('tells of an owner that is gone, and of one that has not the rights of the table', async () => {
    await run(engine.url, [
      `UPDATE _timescaledb_config.bgw_job SET owner = 99999 WHERE id = 1002`,
      `CREATE ROLE former LOGIN`,
      `UPDATE _timescaledb_config.bgw_job SET owner = 'former' WHERE id = 1001`,
    ]);
    expect(await subjects()).toEqual([
      ['1001', false],
      ['1002', false],
    ]);
    await run(engine.url, [`GRANT "o""ps" TO former`]);
    expect(await subjects()).toEqual([['1002', false]]);
  });
});
