import { describe, expect, it } from 'vitest';
import { totalsText } from './totals';

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
