import { describe, expect, it } from 'vitest';
import { session } from '@/lib/rules/testing/server-rows';
import { whyItMatters } from './why-it-matters';

describe('why an open transaction matters', () => {
  it('is said in words, the worst first', () => {
    expect(
      whyItMatters(session({ isBlocking: true, snapshotXidAge: 1_200, locksHeld: 1, hasWritten: true })),
    ).toBe(
      'others wait for it; vacuum keeps the dead rows of 1,200 transactions for it; holds 1 lock; has written',
    );
  });

  it('is not made up', () => {
    expect(whyItMatters(session({ snapshotXidAge: 0 }))).toBe('holds nothing that others need');
  });
});
