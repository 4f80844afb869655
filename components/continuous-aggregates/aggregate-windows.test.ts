import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { aggregateWindows } from './aggregate-windows';

const DAY = 86_400;

function policy(kind: Row<'policies'>['kind'], over: Partial<Row<'policies'>>): Row<'policies'> {
  return {
    jobId: 1,
    kind,
    hypertableId: 1,
    scheduled: true,
    scheduleIntervalSeconds: DAY,
    afterSeconds: null,
    afterUnits: null,
    byCreation: false,
    startOffsetSeconds: null,
    startOffsetUnits: null,
    endOffsetSeconds: null,
    endOffsetUnits: null,
    recompresses: true,
    config: {},
    ...over,
  };
}

const none = { destroysHistory: false, meetsColumnstore: false };
const refresh = policy('refresh', { startOffsetSeconds: 90 * DAY, endOffsetSeconds: 3_600 });
const drop = policy('retention', { afterSeconds: 30 * DAY });
const compress = policy('columnstore', { afterSeconds: 7 * DAY });

describe('aggregateWindows', () => {
  it('shows where a refresh deletes history: between its start and what the source keeps', () => {
    const windows = aggregateWindows({
      isIntegerTime: false,
      own: [refresh],
      ofSource: [drop],
      conflicts: { ...none, destroysHistory: true },
    });
    expect(windows.map(({ kind }) => kind)).toEqual(['source', 'refresh']);
    expect(windows[1]?.conflict).toMatchObject({ from: 90 * DAY, to: 30 * DAY });
  });

  it('shows where a refresh writes into compressed chunks', () => {
    const windows = aggregateWindows({
      isIntegerTime: false,
      own: [refresh, compress],
      ofSource: [],
      conflicts: { ...none, meetsColumnstore: true },
    });
    expect(windows[1]?.conflict).toMatchObject({ from: 90 * DAY, to: 7 * DAY });
    expect(windows[2]).toMatchObject({ kind: 'columnstore', from: null, to: 7 * DAY });
  });

  it('does not judge by itself: without a finding nothing is red', () => {
    const windows = aggregateWindows({
      isIntegerTime: false,
      own: [refresh, compress],
      ofSource: [drop],
      conflicts: none,
    });
    expect(windows.every(({ conflict }) => conflict === undefined)).toBe(true);
  });

  it('keeps an open start open and a source without retention endless', () => {
    const open = { ...refresh, startOffsetSeconds: null };
    const windows = aggregateWindows({ isIntegerTime: false, own: [open], ofSource: [], conflicts: none });
    expect(windows).toMatchObject([
      { kind: 'source', from: null, to: 0 },
      { kind: 'refresh', from: null, to: 3_600 },
    ]);
  });
});
