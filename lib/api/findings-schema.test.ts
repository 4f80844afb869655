import { describe, expect, it } from 'vitest';
import { findingStateChange } from './findings-schema';

const issue = (change: unknown) => findingStateChange.safeParse(change).error?.issues[0];
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

describe('what a reader decides about a finding', () => {
  it('snoozes until an instant in the future, in any zone', () => {
    expect(issue({ state: 'snoozed', until: inAnHour() })).toBeUndefined();
    expect(issue({ state: 'snoozed', until: '2999-01-01T00:00:00+02:00' })).toBeUndefined();
    expect(issue({ state: 'snoozed' })?.path).toEqual(['until']);
    expect(issue({ state: 'snoozed', until: '2020-01-01T00:00:00Z' })).toMatchObject({
      path: ['until'],
      message: 'expected an instant in the future',
    });
  });

  it.each(['reason', 'comment'])('takes no %s that cannot be stored', (field) => {
    expect(issue({ state: 'dismissed', [field]: 'known ✓ 𝄞' })).toBeUndefined();
    for (const text of ['a\u0000b', 'half \ud834'])
      expect(issue({ state: 'dismissed', [field]: text })?.path).toEqual([field]);
  });
});
