import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregateHypertable, chunk, hypertable } from '../testing/hypertable-rows';
import rule from './time-type';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (...hypertables: Artifacts['hypertables']) =>
  expectFindings(rule.check({ hypertables, chunks: [chunk()] }, context()));
const integer = (over: Partial<Artifacts['hypertables'][number]> = {}) =>
  hypertable({ isIntegerTime: true, timeColumn: 'tick', timeColumnType: 'bigint', ...over });

describe('hypertables/time-type', () => {
  it('is quiet about times with a zone, dates, and integers that have a now', () => {
    expect(
      check(
        hypertable(),
        hypertable({ timeColumnType: 'date' }),
        integer({ integerNowFunction: 'public.now_ticks' }),
      ),
    ).toEqual([]);
  });

  it('finds a timestamp without a zone, in words', () => {
    const [finding] = check(hypertable({ timeColumnType: 'timestamp without time zone' }));
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { chunks: 1, totalBytes: 100_000_000 },
    });
    expect(finding).not.toHaveProperty('advice');
  });

  it('finds an integer that has no now, and says which type the function returns', () => {
    expect(check(integer())[0]?.detail).toContain('returns bigint');
  });

  it('says it once, not again for each aggregate', () => {
    const aggregate = aggregateHypertable({ timeColumnType: 'timestamp without time zone' });
    expect(check(hypertable(), aggregate)).toEqual([]);
    expect(rule.check({ hypertables: [aggregate], chunks: [] }, context())).toHaveProperty('notApplicable');
  });
});
