import { describe, expect, it } from 'vitest';
import { costAndDiskText, totalsText } from './totals';

const GIB = 1024 ** 3;
const row = (
  totalBytes: number | null,
  uncompressedBytes: number | null,
  kind: 'hypertable' | 'continuous-aggregate' = 'hypertable',
) => ({
  kind,
  totalBytes,
  uncompressedBytes,
  chunkCount: 1,
});

describe('totalsText', () => {
  it('says what there is and what columnstore makes of it', () => {
    expect(totalsText([row(GIB, 4 * GIB), row(GIB, 4 * GIB, 'continuous-aggregate')])).toBe(
      '1 hypertable and 1 continuous aggregate, 2\u00a0GiB on disk, 8\u00a0GiB without columnstore (4×).',
    );
  });

  it('leaves what is not known out of the sums and says so', () => {
    expect(totalsText([row(GIB, GIB), row(null, null)])).toBe(
      '2 hypertables, 1\u00a0GiB on disk, the size of 1 not known.',
    );
  });
});

describe('costAndDiskText', () => {
  const totals = { monthlyCost: '12.30', currency: 'EUR', diskBytes: 100 * GIB, daysToFull: 120.7 };

  it('says what it costs and when the disk is full', () => {
    expect(costAndDiskText(totals)).toEqual([
      '12.30\u00a0EUR a month.',
      'At the growth of the last week the disk of 100\u00a0GiB is full in 120\u00a0d.',
    ]);
  });

  it('says nothing of what the configuration does not tell, and does not call unknown growth none', () => {
    expect(costAndDiskText({ ...totals, monthlyCost: null, diskBytes: null })).toEqual([]);
    expect(costAndDiskText({ ...totals, daysToFull: null })[1]).toContain('is not known');
    expect(costAndDiskText(null)).toEqual([]);
  });
});
