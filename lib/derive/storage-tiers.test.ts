import { describe, expect, it } from 'vitest';
import { DAY_UNITS, daysAgo, NOW_MS } from '@/lib/rules/testing/context';
import { chunk, compressedChunk, dailyChunks } from '@/lib/rules/testing/hypertable-rows';
import { storageTiers, tierAges } from './storage-tiers';

const PRESENT = NOW_MS * 1_000;

describe('bytes by tablespace', () => {
  it('are those of each part where it lies, the default by its name', () => {
    const chunks = [
      chunk({ rowTotalBytes: 10 }),
      compressedChunk({
        rowTotalBytes: 1,
        columnTotalBytes: 5,
        tablespace: 'cold',
        columnTablespace: 'cold',
      }),
      // Somebody moved one part alone.
      compressedChunk({ rowTotalBytes: 2, columnTotalBytes: 7, columnTablespace: 'cold' }),
      chunk({ isTiered: true, rowTotalBytes: 99 }),
    ];
    expect(storageTiers(chunks, 'pg_default')).toEqual([
      { tablespace: 'pg_default', chunkCount: 1, rowBytes: 12, columnBytes: 0 },
      { tablespace: 'cold', chunkCount: 2, rowBytes: 1, columnBytes: 12 },
    ]);
    expect(storageTiers([chunk()], null)).toMatchObject([{ tablespace: null }]);
  });
});

describe('the way of chunks through tablespaces', () => {
  const moved = (oldest: number) =>
    dailyChunks(20, (over) =>
      compressedChunk({
        ...over,
        columnTablespace: (over.rangeEndUnits ?? 0) <= daysAgo(20 - oldest) ? 'cold' : null,
      }),
    );

  it('is told by their ages', () => {
    expect(tierAges(moved(8), PRESENT, 'fast')).toEqual([
      { tablespace: 'fast', youngerThan: 12 * DAY_UNITS },
      { tablespace: 'cold', youngerThan: Number.POSITIVE_INFINITY },
    ]);
    expect(tierAges(moved(0), PRESENT, 'fast')).toEqual([
      { tablespace: 'fast', youngerThan: Number.POSITIVE_INFINITY },
    ]);
  });

  it('is none where they are spread, and not known without chunks or a present', () => {
    const spread = dailyChunks(6, (over) =>
      chunk({ ...over, tablespace: (over.chunkId ?? 0) % 2 ? 'a' : 'b' }),
    );
    expect(tierAges(spread, PRESENT, 'fast')).toBeNull();
    expect(tierAges([], PRESENT, 'fast')).toBeNull();
    expect(tierAges(moved(8), null, 'fast')).toBeNull();
  });
});
