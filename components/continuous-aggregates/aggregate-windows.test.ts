import { describe, expect, it } from 'vitest';
import { type AggregatePolicies, aggregateWindows } from './aggregate-windows';

const DAY = 86_400;
const present = 1_000 * DAY * 1_000_000;
type Policy = NonNullable<AggregatePolicies['refresh']>;

function policy(kind: Policy['kind'], over: Partial<Policy>): Policy {
  return {
    jobId: 1,
    kind,
    scheduled: true,
    scheduleIntervalSeconds: DAY,
    afterSeconds: null,
    afterUnits: null,
    byCreation: false,
    startOffsetSeconds: null,
    startOffsetUnits: null,
    endOffsetSeconds: null,
    endOffsetUnits: null,
    fromUnits: null,
    toUnits: null,
    nextStartAt: null,
    lastRun: null,
    ...over,
  };
}

const refresh = policy('refresh', { startOffsetSeconds: 90 * DAY, endOffsetSeconds: 3_600 });
const aggregate: AggregatePolicies = {
  isIntegerTime: false,
  presentUnits: present,
  refresh,
  ownRetention: null,
  ownColumnstore: null,
  sourceRetention: null,
  conflicts: [],
};

describe('aggregateWindows', () => {
  it('turns the place of a conflict into ages on the refresh', () => {
    const windows = aggregateWindows({
      ...aggregate,
      sourceRetention: policy('retention', { afterSeconds: 30 * DAY }),
      conflicts: [
        {
          kind: 'retention',
          on: 'source',
          detail: 'deletes history',
          fromUnits: present - 90 * DAY * 1_000_000,
          toUnits: present - 30 * DAY * 1_000_000,
        },
      ],
    });
    expect(windows.map(({ kind }) => kind)).toEqual(['source', 'refresh']);
    expect(windows[1]?.conflicts).toEqual([{ from: 90 * DAY, to: 30 * DAY, words: 'deletes history' }]);
  });

  it('keeps an open start open and a source without retention endless', () => {
    const windows = aggregateWindows({ ...aggregate, refresh: { ...refresh, startOffsetSeconds: null } });
    expect(windows).toMatchObject([
      { kind: 'source', from: null, to: 0 },
      { kind: 'refresh', from: null, to: 3_600, conflicts: [] },
    ]);
  });

  it('compresses up to what is kept', () => {
    const windows = aggregateWindows({
      ...aggregate,
      ownColumnstore: policy('columnstore', { afterSeconds: 7 * DAY }),
      ownRetention: policy('retention', { afterSeconds: 365 * DAY, scheduled: false }),
    });
    expect(windows.slice(2)).toMatchObject([
      { kind: 'columnstore', from: 365 * DAY, to: 7 * DAY },
      { kind: 'kept', from: 365 * DAY, to: 0, isOff: true },
    ]);
  });

  it('has no refresh window where there is no policy', () => {
    expect(aggregateWindows({ ...aggregate, refresh: null }).map(({ kind }) => kind)).toEqual(['source']);
  });
});
