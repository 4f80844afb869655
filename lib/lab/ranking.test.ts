import { describe, expect, it } from 'vitest';
import type { LabCandidate } from './lab-result';
import { choose, ranked } from './ranking';

const candidate = (
  id: string,
  projectedBytes: number,
  rowsRead: number,
  origins: LabCandidate['origins'] = ['tried'],
): LabCandidate => ({
  id,
  origins,
  segmentBy: [id],
  orderBy: ['time DESC'],
  failure: null,
  measured: {
    ratio: 1_000_000 / projectedBytes,
    projectedBytes,
    marginBytes: projectedBytes / 20,
    rowsPerBatch: 1_000,
    sampleBytes: projectedBytes,
    sampleRows: 1,
    tookSeconds: 1,
    filters: [{ filterId: 'f1', seconds: 1, rowsRead, batchesRead: 0 }],
    columns: [],
  },
});
const failed: LabCandidate = { ...candidate('x', 1, 1), measured: null, failure: 'refused' };
const before = { bytes: 1_000_000, rows: 50_000, chunks: 500 };
const pick = (...these: LabCandidate[]) => choose(these, before, before);

describe('the ranking', () => {
  it('has the smallest first and failures last', () => {
    expect(ranked([failed, candidate('b', 200, 1), candidate('a', 100, 1)]).map(({ id }) => id)).toEqual([
      'a',
      'b',
      'x',
    ]);
  });
});

describe('the choice', () => {
  it('is the smallest, with its gain against today', () => {
    const choice = pick(candidate('now', 400_000, 10_000, ['now']), candidate('a', 100_000, 10_000));
    expect(choice).toMatchObject({
      winnerId: 'a',
      tradeOff: null,
      savedBytes: { low: 280_000, high: 320_000 },
    });
    expect(choice.verdict.replaceAll('\u00a0', ' ')).toBe(
      'Segment by a, order by time DESC: 10× instead of today’s 2.5×, 97.7 KiB instead of 391 KiB.',
    );
  });

  it('is not one whose filters read more than twice the rows of today', () => {
    const now = candidate('now', 400_000, 9_000, ['now']);
    expect(pick(now, candidate('a', 100_000, 19_000))).toMatchObject({
      winnerId: 'a',
      tradeOff: 'Filters have 2× as much to read as today.',
    });
    const choice = pick(now, candidate('a', 100_000, 19_001), candidate('b', 200_000, 9_000));
    expect(choice.winnerId).toBe('b');
    expect(choice.tradeOff).toBe(
      'Segment by a, order by time DESC would take 50% less, but its filters have 2× as much to read.',
    );
  });

  it('counts a batch that is looked at like a hundred rows', () => {
    const tiny = candidate('now', 900_000, 1_000, ['now']);
    const many = {
      ...tiny,
      measured: tiny.measured && {
        ...tiny.measured,
        filters: [{ filterId: 'f1', seconds: 1, rowsRead: 1_000, batchesRead: 1_000 }],
      },
    };
    expect(pick(many, candidate('a', 100_000, 201_000)).winnerId).toBe('a');
    expect(pick(tiny, candidate('a', 100_000, 201_000)).winnerId).toBe('now');
  });

  it('is, of those as small, the one whose filters read least', () => {
    const now = candidate('now', 900_000, 100_000, ['now']);
    const choice = pick(now, candidate('a', 100_000, 50_000), candidate('b', 105_000, 1_000));
    expect(choice.winnerId).toBe('b');
    expect(choice.verdict).toContain('filters have 50.5× less to read');
    expect(pick(now, candidate('a', 100_000, 50_000), candidate('b', 105_001, 1_000)).winnerId).toBe('a');
  });

  it('is today’s where nothing is really better', () => {
    const choice = pick(candidate('now', 104_000, 1_200, ['now']), candidate('a', 100_000, 1_000));
    expect(choice).toMatchObject({ winnerId: 'now', savedBytes: null });
    expect(choice.verdict).toContain('Keep today’s settings');
    expect(pick(candidate('now', 104_000, 1_600, ['now']), candidate('a', 100_000, 1_000)).winnerId).toBe(
      'a',
    );
  });

  it('measures against rows and the best filters where there is no columnstore', () => {
    const choice = pick(candidate('a', 100_000, 100_000), candidate('b', 200_000, 1_000));
    expect(choice).toMatchObject({ winnerId: 'b', savedBytes: { low: 790_000, high: 810_000 } });
    expect(choice.verdict.replaceAll('\u00a0', ' ')).toContain('5×, 195 KiB instead of 977 KiB as rows.');
  });

  it('gains in what is converted alone', () => {
    const those = [candidate('now', 400_000, 10_000, ['now']), candidate('a', 100_000, 10_000)];
    const gain = (bytes: number) => choose(those, before, { bytes }).savedBytes;
    expect(gain(250_000)).toEqual({ low: 70_000, high: 80_000 });
    expect(gain(0)).toEqual({ low: 0, high: 0 });
  });

  it('is none where a columnstore hardly saves anything', () => {
    const choice = pick(candidate('a', 501_000, 1_000), candidate('b', 2_000_000, 1_000));
    expect(choice).toMatchObject({ winnerId: null, savedBytes: null });
    expect(choice.verdict).toContain('A chunk has about 100 rows, and a batch is made for 1,000');
    expect(pick(candidate('a', 500_000, 1_000)).winnerId).toBe('a');
    expect(pick(candidate('a', 501_000, 1_000, ['now'])).winnerId).toBe('a');
  });

  it('is none where nothing was measured', () => {
    expect(pick(failed)).toMatchObject({ winnerId: null, savedBytes: null });
  });
});
