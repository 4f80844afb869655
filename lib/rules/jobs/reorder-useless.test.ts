import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable, hypertableIndex } from '../testing/hypertable-rows';
import { policy } from '../testing/job-rows';
import rule from './reorder-useless';

type Artifacts = Parameters<typeof rule.check>[0];
const DAY = 86_400;
const table = hypertable({ chunkIntervalSeconds: 7 * DAY });
const reorder = (over: Parameters<typeof policy>[0] = {}) =>
  policy({
    jobId: 1_001,
    kind: 'reorder',
    afterSeconds: null,
    config: { index_name: 'metrics_device_idx', hypertable_id: 1 },
    ...over,
  });
const columnstore = (over: Parameters<typeof policy>[0] = {}) =>
  policy({ kind: 'columnstore', afterSeconds: 7 * DAY, ...over });
const run = (over: Partial<Artifacts>) =>
  rule.check(
    {
      hypertables: [table],
      policies: [reorder()],
      hypertableIndexes: [hypertableIndex()],
      ...over,
    },
    context(),
  );
const check = (over: Partial<Artifacts>) => expectFindings(run(over));

describe('jobs/reorder-useless', () => {
  it('is quiet where the index is there and no columnstore comes first', () => {
    expect(check({})).toEqual([]);
    expect(check({ policies: [reorder(), columnstore({ afterSeconds: 7 * DAY + 1 })] })).toEqual([]);
    expect(check({ policies: [reorder(), columnstore({ scheduled: false })] })).toEqual([]);
    expect(check({ policies: [reorder(), columnstore({ hypertableId: 2 })] })).toEqual([]);
    expect(check({ policies: [reorder(), columnstore({ byCreation: true })] })).toEqual([]);
  });

  it('does not apply without a reorder policy, or to one that is paused', () => {
    expect(run({ policies: [columnstore()] })).toHaveProperty('notApplicable');
    expect(run({ policies: [reorder({ scheduled: false })] })).toHaveProperty('notApplicable');
  });

  it('finds the policy whose index is gone', () => {
    const [found] = check({ hypertableIndexes: [hypertableIndex({ name: 'metrics_device_idx1' })] });
    expect(found).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: { columnstoreAfterSeconds: null, chunkIntervalSeconds: 7 * DAY },
      advice: {
        steps: [{ sql: `SELECT remove_reorder_policy('"public"."metrics"', if_exists => true);` }],
        undo: { impossible: expect.any(String) },
        verify: { expect: '0' },
      },
    });
    expect(found?.detail).toContain('orders chunks by the index metrics_device_idx,');
    expect(check({ hypertableIndexes: null }), 'its indexes were not read').toEqual([]);
  });

  it('finds the policy that the columnstore is always ahead of', () => {
    const [found] = check({ policies: [reorder(), columnstore()], hypertableIndexes: null });
    expect(found).toMatchObject({
      severity: 'notice',
      facts: { columnstoreAfterSeconds: 7 * DAY },
      advice: {
        undo: [
          {
            sql: `SELECT add_reorder_policy('"public"."metrics"', 'metrics_device_idx', if_not_exists => true);`,
          },
        ],
      },
    });
  });

  it('compares integer time in its units', () => {
    const integers = hypertable({
      isIntegerTime: true,
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    });
    const comingAfter = (afterUnits: number) =>
      check({
        hypertables: [integers],
        policies: [reorder(), columnstore({ afterSeconds: null, afterUnits })],
      });
    expect(comingAfter(1_000)).toHaveLength(1);
    expect(comingAfter(1_000)[0]?.detail).toContain('1000 units after their end');
    expect(comingAfter(1_001)).toEqual([]);
  });

  it('says not-run, not passed, when the policies could not be read', () => {
    expect(runRule(rule, snapshotOf({ hypertables: [table] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
