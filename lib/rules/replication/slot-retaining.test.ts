import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { slot } from '../testing/server-rows';
import { memorySetting } from '../testing/setting-rows';
import rule from './slot-retaining';

const check = (over: Parameters<typeof slot>[0], limitMb: number | null = -1) =>
  expectFindings(
    rule.check(
      {
        replicationSlots: [slot(over)],
        settings: limitMb === null ? null : [memorySetting('max_slot_wal_keep_size', limitMb)],
      },
      context(),
    ),
  );

describe('replication/slot-retaining', () => {
  it.each([
    [999_999_999, undefined],
    [1_000_000_000, 'warning'],
    [9_999_999_999, 'warning'],
    [10_000_000_000, 'critical'],
  ])('%i bytes', (retainedBytes, severity) => {
    expect(check({ retainedBytes })[0]?.severity).toBe(severity);
    expect(check({ retainedBytes }, null)[0]?.severity).toBe(severity);
  });

  it('looks at a fifth of a limit that is small', () => {
    // 20 % of 1,000 MiB.
    expect(check({ retainedBytes: 209_715_199 }, 1_000)).toEqual([]);
    expect(check({ retainedBytes: 209_715_200 }, 1_000)[0]?.severity).toBe('warning');
  });

  it.each([
    [{ walStatus: 'unreserved' }, 'at once'],
    [{ walStatus: 'lost', isActive: false }, 'given it up'],
    [{ invalidationReason: 'rows_removed', isActive: false }, 'rows_removed'],
  ])('is critical about %o', (over, words) => {
    const [finding] = check(over);
    expect(finding?.severity).toBe('critical');
    expect(finding?.detail).toContain(words);
  });

  it('offers to drop only a slot that nobody uses', () => {
    const retainedBytes = 2e9;
    expect(check({ retainedBytes })[0]).not.toHaveProperty('advice');
    expect(check({ retainedBytes, isActive: false })[0]).toHaveProperty('advice');
    expect(check({ retainedBytes: null })).toEqual([]);
    expect(rule.check({ replicationSlots: [], settings: null }, context())).toHaveProperty('notApplicable');
  });
});
