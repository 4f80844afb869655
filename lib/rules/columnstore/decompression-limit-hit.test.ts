import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import failing from '../jobs/failing';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './decompression-limit-hit';

type Artifacts = Parameters<typeof rule.check>[0];
const LIMIT = 'timescaledb.max_tuples_decompressed_per_dml_transaction';
const at = (secondsAgo: number) => new Date(NOW_MS - secondsAgo * 1_000).toISOString();
const failed = (over: Partial<Row<'jobs'>> = {}) =>
  job({ consecutiveFailures: 3, lastRunSucceeded: false, lastSucceededAt: at(7_200), ...over });
/** As TimescaleDB 2.23 says it. */
const error = (over: Partial<Row<'jobErrors'>> = {}): Row<'jobErrors'> => ({
  jobId: 1000,
  startedAt: at(600),
  finishedAt: at(599),
  sqlState: '53400',
  message: 'tuple decompression limit exceeded by operation',
  ...over,
});
const run = (over: Partial<Artifacts>) =>
  rule.check(
    {
      jobs: [failed()],
      jobErrors: [error()],
      settings: settings({ [LIMIT]: 100_000 }),
      settingOverrides: [],
      hypertables: [hypertable()],
      ...over,
    },
    context(),
  );
const one = (over: Partial<Artifacts>) => expectFindings(run(over))[0];

describe('columnstore/decompression-limit-hit', () => {
  it('is quiet about other errors, and about what has succeeded since', () => {
    expect(one({ jobErrors: [] })).toBeUndefined();
    expect(one({ jobErrors: [error({ message: 'out of something else' })] })).toBeUndefined();
    expect(one({ jobErrors: [error({ sqlState: '22012' })] })).toBeUndefined();
    expect(one({ jobErrors: [error(), error({ startedAt: at(300), sqlState: '22012' })] })).toBeUndefined();
    expect(one({ jobs: [failed({ lastSucceededAt: at(300) })] })).toBeUndefined();
    expect(one({ jobs: [failed({ scheduled: false })] })).toBeUndefined();
  });

  it('raises the limit of the owner tenfold, in this database', () => {
    expect(one({})).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      facts: { limitRows: 100_000, consecutiveFailures: 3 },
      advice: {
        steps: [
          {
            sql: `ALTER ROLE "app" IN DATABASE "app" SET "timescaledb"."max_tuples_decompressed_per_dml_transaction" = '1000000';`,
          },
        ],
        undo: [
          {
            sql: `ALTER ROLE "app" IN DATABASE "app" RESET "timescaledb"."max_tuples_decompressed_per_dml_transaction";`,
          },
        ],
        verify: { expect: expect.stringMatching(/^1000000 — /) },
      },
    });
    expect(one({ jobs: [failed({ lastSucceededAt: null })] })).toBeDefined();
  });

  it('starts from what the owner has, the narrowest scope first', () => {
    const scope = (databaseName: string | null, roleName: string | null, setting: string) =>
      settingOverride({ name: LIMIT, databaseName, roleName, setting });
    const limit = (...settingOverrides: Row<'settingOverrides'>[]) =>
      one({ settingOverrides })?.facts.limitRows;
    const [all, role, both] = [
      scope('app', null, '1000'),
      scope(null, 'app', '2000'),
      scope('app', 'app', '3000'),
    ];
    expect(limit(all)).toBe(1_000);
    expect(limit(all, role)).toBe(2_000);
    expect(limit(all, role, both)).toBe(3_000);
    expect(limit(scope('app', 'other', '9'))).toBe(100_000);
    const advice = one({ settingOverrides: [both] })?.advice;
    expect(advice?.steps[0]?.sql).toContain("'30000'");
    expect(advice?.undo).toMatchObject([
      {
        sql: expect.stringContaining(
          'SET "timescaledb"."max_tuples_decompressed_per_dml_transaction" = \'3000\'',
        ),
      },
    ]);
  });

  it('takes TimescaleDB’s default where settings could not be read', () => {
    expect(one({ settings: null, settingOverrides: null, hypertables: null })?.facts.limitRows).toBe(100_000);
  });

  it('speaks instead of jobs/failing, which would not know why', () => {
    const artifacts = { policies: [], hypertables: [], continuousAggregates: [], chunks: [] };
    expect(failing.check({ jobs: [failed()], jobErrors: [error()], ...artifacts }, context())).toEqual([]);
    expect(failing.check({ jobs: [failed()], jobErrors: [], ...artifacts }, context())).toHaveLength(1);
  });

  it('does not apply without jobs, and is not run when errors could not be read', () => {
    expect(run({ jobs: [] })).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ jobs: [failed()] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
