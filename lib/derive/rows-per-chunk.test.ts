import { describe, expect, it } from 'vitest';
import { chunk, compressedChunk } from '@/lib/rules/testing/hypertable-rows';
import { rowsPerChunk } from './rows-per-chunk';

describe('the rows of a typical chunk', () => {
  it('are the median over both stores', () => {
    expect(
      rowsPerChunk([
        chunk({ rowPartRows: 5 }),
        chunk({ rowPartRows: 900 }),
        compressedChunk({ compressedRows: 1_000, rowPartRows: 0 }),
        compressedChunk({ compressedRows: 1_100, rowPartRows: null }),
        chunk({ rowPartRows: 50_000 }),
      ]),
    ).toBe(1_000);
  });

  it('are not known where no chunk was counted, which is not zero', () => {
    expect(rowsPerChunk([])).toBeNull();
    expect(
      rowsPerChunk([chunk({ rowPartRows: null }), compressedChunk({ compressedRows: null })]),
    ).toBeNull();
    expect(rowsPerChunk([chunk({ rowPartRows: 0 })])).toBeNull();
  });
});
