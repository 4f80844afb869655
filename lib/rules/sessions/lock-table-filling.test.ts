import { describe, expect, it } from 'vitest';
import { context, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { locks } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { trendsOf } from '../trends';
import rule from './lock-table-filling';

const check = (tableSlotsUsed: number, over = {}) =>
  expectFindings(
    rule.check(
      { locks: [locks({ tableSlotsUsed })], settings: settings({ max_locks_per_transaction: 64 }) },
      context(over),
    ),
  );

describe('sessions/lock-table-filling', () => {
  it.each([
    [1_999, undefined],
    [2_000, 'warning'],
    [5_999, 'warning'],
    [6_000, 'critical'],
  ])('with %i of 10,000 slots', (used, severity) => {
    expect(check(used)[0]?.severity).toBe(severity);
  });

  it('doubles the setting, which takes a restart, and knows the hour where it was watched', () => {
    const [finding] = check(3_000, { trends: trendsOf([trend('lockTableRatio', 0.1, { greatest: 0.4 })]) });
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      'ALTER SYSTEM SET "max_locks_per_transaction" = 128;',
    ]);
    expect(finding?.facts).toMatchObject({ usedRatio: 0.3, hourGreatestRatio: 0.4 });
    expect(check(3_000)[0]?.facts.hourGreatestRatio).toBeNull();
  });

  it('gives no SQL where the settings were not read, and does not apply to one session', () => {
    const rows = { locks: [locks({ tableSlotsUsed: 3_000 })], settings: null };
    expect(expectFindings(rule.check(rows, context()))[0]).not.toHaveProperty('advice');
    expect(rule.check(rows, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
    expect(rule.check({ ...rows, locks: [] }, context())).toHaveProperty('notRun');
  });
});
