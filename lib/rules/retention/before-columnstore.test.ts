import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable } from '../testing/hypertable-rows';
import { policy, retention } from '../testing/job-rows';
import rule from './before-columnstore';

const DAY_SECONDS = 86_400;
const converts = (days: number, over = {}) =>
  policy({
    afterSeconds: days * DAY_SECONDS,
    config: { hypertable_id: 1, compress_after: `${days} days` },
    ...over,
  });
const drops = (days: number, over = {}) =>
  retention({
    afterSeconds: days * DAY_SECONDS,
    config: { hypertable_id: 1, drop_after: `${days} days` },
    ...over,
  });
const check = (
  policies: Parameters<typeof rule.check>[0]['policies'],
  over: Parameters<typeof hypertable>[0] = {},
) => expectFindings(rule.check({ hypertables: [hypertable(over)], policies }, context()));

describe('retention/before-columnstore', () => {
  it('is quiet where chunks are converted before they are dropped, or only one of it happens', () => {
    expect(check([converts(7), drops(90)])).toEqual([]);
    expect(check([converts(7), drops(8)])).toEqual([]);
    expect(check([converts(7)])).toEqual([]);
    expect(check([converts(7), drops(7, { scheduled: false })])).toEqual([]);
    expect(check([converts(7), drops(7, { hypertableId: 3 })])).toEqual([]);
  });

  it('finds an equal age too, and proposes half of what is kept', () => {
    const [finding] = check([converts(7), drops(7)]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { dropAfterSeconds: 7 * DAY_SECONDS, compressAfterSeconds: 7 * DAY_SECONDS },
      advice: {
        precheck: { expect: '7 days — the policy is as it was when this was written' },
        undo: [
          {
            sql: `SELECT alter_job(1000, config => '{"hypertable_id":1,"compress_after":"7 days"}'::jsonb);`,
          },
        ],
        verify: { expect: '84 hours' },
      },
    });
  });

  it('gives no SQL where writes and drop leave no age between them', () => {
    const [finding] = check([converts(7), drops(3)]);
    expect(finding).not.toHaveProperty('advice');
    expect(finding?.detail).toContain('Keep rows for longer');
  });

  it('knows that a month may be longer than thirty days', () => {
    const month = drops(30, { config: { drop_after: '1 mon' } });
    expect(check([converts(30), month])).toEqual([]);
    expect(check([converts(31), month])).toHaveLength(1);
  });

  it('compares ages by creation with each other only', () => {
    const byCreation = { byCreation: true };
    expect(check([converts(7), drops(7, byCreation)])).toEqual([]);
    const [finding] = check([converts(7, byCreation), drops(7, byCreation)]);
    expect(finding).toBeDefined();
    expect(finding).not.toHaveProperty('advice');
  });

  it('works in the units of integer time', () => {
    const units = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 100,
    };
    const [finding] = check(
      [
        policy({ afterSeconds: null, afterUnits: 1_000, config: { compress_after: 1_000 } }),
        retention({ afterSeconds: null, afterUnits: 900, config: { drop_after: 900 } }),
      ],
      units,
    );
    expect(finding?.facts).toEqual({ dropAfterUnits: 900, compressAfterUnits: 1_000 });
    expect(finding?.advice?.verify.expect).toBe('200');
  });

  it('does not apply without a columnstore policy, and does not run when policies were not read', () => {
    expect(rule.check({ hypertables: [], policies: [drops(7)] }, context())).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ hypertables: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
