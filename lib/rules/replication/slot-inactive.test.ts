import { describe, expect, it } from 'vitest';
import { context, secondsAgo } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { slot } from '../testing/server-rows';
import { memorySetting } from '../testing/setting-rows';
import rule from './slot-inactive';

const unlimited = [memorySetting('max_slot_wal_keep_size', -1)];
const limited = [memorySetting('max_slot_wal_keep_size', 1_024)];
const unused = (seconds: number, over: Parameters<typeof slot>[0] = {}) =>
  slot({ isActive: false, inactiveSince: secondsAgo(seconds), retainedBytes: 5, ...over });
const check = (row: ReturnType<typeof slot>, settings: typeof unlimited | null = unlimited) =>
  expectFindings(rule.check({ replicationSlots: [row], settings }, context()));

describe('replication/slot-inactive', () => {
  it.each([
    [599, undefined, undefined],
    [600, 'notice', 'notice'],
    [1_799, 'notice', 'notice'],
    [1_800, 'critical', 'warning'],
  ])('after %i s without a limit, and with one', (seconds, without, within) => {
    expect(check(unused(seconds))[0]?.severity).toBe(without);
    expect(check(unused(seconds), limited)[0]?.severity).toBe(within);
    expect(check(unused(seconds), null)[0]?.severity).toBe(within);
  });

  it.each([
    ['in use', slot({ inactiveSince: secondsAgo(9_999) })],
    ['temporary', unused(9_999, { isTemporary: true })],
    ['kept in step with a primary', unused(9_999, { isSynced: true })],
    ['lost, which is another rule’s', unused(9_999, { walStatus: 'lost' })],
  ])('is quiet about a slot that is %s', (_, row) => {
    expect(check(row)).toEqual([]);
  });

  it('does not know since when before 17', () => {
    expect(check(unused(1, { inactiveSince: null }))[0]).toMatchObject({
      severity: 'notice',
      confidence: 'medium',
      facts: { inactiveSeconds: null, retainedBytes: 5, limitBytes: null },
    });
  });

  it('quotes the name, and says that the way back is gone', () => {
    const [finding] = check(unused(700, { name: "it's" }), limited);
    expect(finding?.facts.limitBytes).toBe(1_073_741_824);
    expect(finding?.advice?.steps[0]?.sql).toBe("SELECT pg_drop_replication_slot('it''s');");
    expect(finding?.advice?.undo).toHaveProperty('impossible');
    expect(rule.check({ replicationSlots: [], settings: null }, context())).toHaveProperty('notApplicable');
  });
});
