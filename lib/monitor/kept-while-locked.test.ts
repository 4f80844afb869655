import { describe, expect, it } from 'vitest';
import { indexes } from '@/lib/collect/indexes';
import { snapshotOf } from '@/lib/rules/testing/context';
import { keptWhileLocked } from './kept-while-locked';

const { artifacts: before } = snapshotOf({ indexes: [], locks: [] });
const failed = (isLocked: boolean) => ({
  [indexes.name]: { status: 'unavailable' as const, reason: 'failed', ...(isLocked && { isLocked }) },
});

describe('what was read before', () => {
  it('stays, and is said to be old, while a lock is in the way', () => {
    const kept = keptWhileLocked(before, failed(true));
    expect(kept).toEqual({
      indexes: { ...before.indexes, partly: { reason: expect.stringContaining('locked') } },
    });
    expect(keptWhileLocked(kept, failed(true)), 'for as long as that').toEqual(kept);
    expect(keptWhileLocked(kept, before)).toEqual(before);
  });

  it('says what its role may not see all the same', () => {
    const limited = { indexes: { ...before.indexes, partly: { reason: 'no right' } } };
    expect(keptWhileLocked(limited as typeof before, failed(true))).toEqual(limited);
  });

  it('goes where it fails for another reason, and is nothing where nothing was read', () => {
    expect(keptWhileLocked(before, failed(false))).toEqual(failed(false));
    expect(keptWhileLocked({}, failed(true))).toEqual(failed(true));
  });
});
