import { describe, expect, it } from 'vitest';
import { chunk, compressedChunk } from '@/lib/rules/testing/hypertable-rows';
import { hypertableTotals } from './hypertable-totals';

const marks = { presentUnits: null, columnstoreAfterUnits: null };

describe('the totals of a hypertable', () => {
  it('add both stores, and what it would take without columnstore', () => {
    const totals = hypertableTotals(
      [
        chunk({ rowTotalBytes: 100 }),
        compressedChunk({ rowTotalBytes: 1, columnTotalBytes: 10, beforeBytes: 100 }),
        compressedChunk({ isPartial: true, rowTotalBytes: 5, columnTotalBytes: 10, beforeBytes: 100 }),
      ],
      marks,
    );
    expect(totals).toMatchObject({
      chunkCount: 3,
      compressedChunks: 2,
      rowBytes: 106,
      columnBytes: 20,
      totalBytes: 126,
      beforeBytes: 200,
      uncompressedBytes: 305,
      states: { row: 1, column: 1, partial: 1 },
    });
  });

  it('save nothing on a chunk whose size before is not known', () => {
    const totals = hypertableTotals([compressedChunk({ beforeBytes: null })], marks);
    expect(totals.uncompressedBytes).toBe(totals.totalBytes);
  });

  it('count tiered chunks without weighing them', () => {
    expect(hypertableTotals([compressedChunk({ isTiered: true })], marks)).toMatchObject({
      chunkCount: 1,
      totalBytes: 0,
      rows: null,
      states: { tiered: 1 },
    });
  });

  it('do not take unknown rows for none', () => {
    expect(hypertableTotals([chunk({ rowPartRows: null })], marks).rows).toBeNull();
    expect(hypertableTotals([chunk({ rowPartRows: 5 }), chunk({ rowPartRows: null })], marks).rows).toBe(5);
    expect(hypertableTotals([], marks).oldestUnits).toBeNull();
  });
});
