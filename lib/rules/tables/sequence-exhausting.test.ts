import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { sequence } from '../testing/table-rows';
import { type SubjectTrend, trendsOf } from '../trends';
import rule from './sequence-exhausting';

type Sequence = ReturnType<typeof sequence>;

const look = (rows: readonly Sequence[], over = {}) => rule.check({ sequences: rows }, context(over));
/** A sequence without a column that ends at a hundred. */
const used = (lastValue: number, over: Partial<Sequence> = {}) =>
  sequence({ lastValue, maximum: 100, usedRatio: lastValue / 100, ownerColumnMaximum: null, ...over });
const check = (row: Sequence, over = {}) => expectFindings(look([row], over));
/** So long a time, in which it took so many values. */
const pace = (hours: 1 | 24 | 168, taken: number) => {
  const of = { subject: 'public.orders_id_seq', hours, first: 0, last: taken, windowSeconds: hours * 3_600 };
  return trend('sequenceValue', 0, of);
};
const paced = (...paces: SubjectTrend[]) => ({ trends: trendsOf(paces) });

describe('tables/sequence-exhausting', () => {
  it('warns at three quarters, and is critical at nine tenths', () => {
    expect(check(used(74))).toEqual([]);
    expect(check(used(75))[0]).toMatchObject({
      subject: ['public', 'orders_id_seq'],
      severity: 'warning',
      facts: { lastValue: 75, maximum: 100, usedRatio: 0.75, valuesLeft: 25, daysLeft: null },
    });
    expect(check(used(89))[0]?.severity).toBe('warning');
    expect(check(used(90))[0]?.severity).toBe('critical');
  });

  it('widens a type, and leaves an end that was set by hand to words', () => {
    const integer = { dataType: 'integer', maximum: 2_147_483_647, usedRatio: 0.8 };
    expect(check(used(1_717_986_918, integer))[0]?.advice).toMatchObject({
      steps: [{ sql: 'ALTER SEQUENCE "public"."orders_id_seq" AS bigint;' }],
      undo: [{ sql: 'ALTER SEQUENCE "public"."orders_id_seq" AS integer;' }],
    });
    const [byHand] = check(used(80));
    expect(byHand).not.toHaveProperty('advice');
    expect(byHand?.detail).toContain('set by hand');
  });

  it('counts the days at the pace of the last day', () => {
    // 60 values left, one an hour: two and a half days.
    const [found] = check(used(40), paced(pace(24, 24)));
    expect(found).toMatchObject({ severity: 'critical', facts: { daysLeft: 2.5 } });
    expect(found?.detail).toContain('for 2 days at the pace of the last day');
    expect(check(used(40), paced(pace(24, 0)))).toEqual([]);
    expect(check(used(24), paced(pace(24, 2_400))), 'too early to judge by the pace').toEqual([]);
    const roomy = { maximum: 100_040, usedRatio: 0.3 };
    expect(check(used(40, roomy), paced(pace(24, 1_200)))[0]?.severity).toBe('warning');
  });

  it('prefers the pace of a week, and takes that of an hour for none', () => {
    // 60 values left, three a week: 140 days.
    expect(check(used(40), paced(pace(24, 24), pace(168, 3)))).toEqual([]);
    const [found] = check(used(80), paced(pace(24, 24), pace(168, 3)));
    expect(found?.facts.daysLeft).toBeCloseTo(46.7, 1);
    expect(found?.detail).toContain('at the pace of the last week');
    expect(check(used(40), paced(pace(1, 60)))).toEqual([]);
  });

  it('leaves alone what begins anew, and what another rule tells', () => {
    expect(check(used(99, { cycles: true }))).toEqual([]);
    expect(check(used(99, { ownerColumnMaximum: 100 }))).toEqual([]);
  });

  it('does not call hidden values unused', () => {
    const hidden = used(0, { lastValue: null, usedRatio: null, isReadable: false });
    expect(look([hidden])).toHaveProperty('notRun');
    expect(look([{ ...hidden, name: 'hidden' }, used(99)])).toMatchObject({
      findings: [{}],
      unknown: [['public', 'hidden']],
    });
    expect(look([{ ...hidden, isReadable: true }]), 'never used').toEqual([]);
    expect(look([])).toHaveProperty('notApplicable');
  });
});
