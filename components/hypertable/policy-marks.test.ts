import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { columnstoreDueUnits, policyMarks } from './policy-marks';
import { policyWords, refreshWindow, scheduleWords } from './policy-words';

const DAY = 86_400;
const US = 1_000_000;

function policy(over: Partial<Row<'policies'>>): Row<'policies'> {
  return {
    jobId: 1000,
    kind: 'columnstore',
    hypertableId: 1,
    scheduled: true,
    scheduleIntervalSeconds: DAY / 2,
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

const present = 100 * DAY * US;
const compress = policy({ afterSeconds: 7 * DAY });
const drop = policy({ kind: 'retention', afterSeconds: 30 * DAY });
const refresh = policy({ kind: 'refresh', startOffsetSeconds: 20 * DAY, endOffsetSeconds: 3_600 });

describe('policyMarks', () => {
  it('places policies by their distance from the present', () => {
    const { boundaries } = policyMarks([compress, drop], [], present);
    expect(boundaries.map(({ units, label }) => [units / US / DAY, label])).toEqual([
      [100, 'now'],
      [93, 'columnstore after 7\u00a0d'],
      [70, 'drop after 30\u00a0d'],
    ]);
  });

  it('draws the refresh window of each aggregate that reads it, an open start as open', () => {
    const open = { ...refresh, startOffsetSeconds: null };
    const { bands } = policyMarks(
      [drop],
      [
        { name: 'hourly', refresh },
        { name: 'daily', refresh: open, conflict: 'no' },
      ],
      present,
    );
    expect(bands).toEqual([
      { from: present - 20 * DAY * US, to: present - 3_600 * US, label: 'hourly refreshes' },
      { from: null, to: present - 3_600 * US, label: 'daily refreshes', conflict: 'no' },
    ]);
  });

  it('leaves out what has no place on the axis', () => {
    expect(policyMarks([{ ...drop, byCreation: true }], [], present).boundaries).toHaveLength(1);
    expect(policyMarks([drop], [], null)).toEqual({ boundaries: [], bands: [] });
  });

  it('counts integer time in its own units', () => {
    const units = policy({ afterUnits: 600 });
    expect(columnstoreDueUnits([units], 10_000)).toBe(9_400);
    expect(columnstoreDueUnits([units], null)).toBeNull();
  });
});

describe('policyWords', () => {
  it('says what each does', () => {
    expect(policyWords(compress)).toBe('compresses chunks after 7\u00a0d');
    expect(policyWords({ ...drop, byCreation: true })).toBe('drops chunks after 30\u00a0d of their creation');
    expect(refreshWindow(refresh)).toBe('from 20\u00a0d to 1\u00a0h ago');
    expect(refreshWindow({ ...refresh, startOffsetSeconds: null, endOffsetSeconds: null })).toBe(
      'everything up to the present',
    );
    expect(scheduleWords({ ...drop, scheduled: false })).toBe('switched off');
  });
});
