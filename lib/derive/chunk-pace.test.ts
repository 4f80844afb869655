import { describe, expect, it } from 'vitest';
import { DAY_UNITS, daysAgo, NOW_MS } from '@/lib/rules/testing/context';
import { chunk, compressedChunk, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
import { type ChunkPace, chunkBytesAt, chunkPaces, chunksAt, indexBytesAt } from './chunk-pace';

const paceOf = (
  chunks: Parameters<typeof chunkPaces>[1],
  over: Parameters<typeof hypertable>[0] = {},
  policies: Parameters<typeof chunkPaces>[2] = [],
) => chunkPaces([hypertable(over)], chunks, policies, NOW_MS)[0];
const known = (pace: ChunkPace | undefined): ChunkPace => {
  if (!pace) throw new Error('expected a pace');
  return pace;
};
const instantBefore = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();
const bytesADay = (pace: ChunkPace | undefined) => Math.round(chunkBytesAt(known(pace), DAY_UNITS));

describe('the pace at which a hypertable fills its chunks', () => {
  it('tells what another interval would make of chunks and indexes', () => {
    const pace = known(paceOf(dailyChunks(30)));
    expect(pace).toMatchObject({ interval: DAY_UNITS, chunkCount: 30, chunksPerRange: 1, openFor: null });
    expect(Math.round(chunkBytesAt(pace, 7 * DAY_UNITS))).toBe(700_000_000);
    expect(Math.round(indexBytesAt(pace, 7 * DAY_UNITS) ?? 0)).toBe(140_000_000);
    expect(chunksAt(pace, 7 * DAY_UNITS)).toBe(5);
  });

  it('goes by the middle of the newest thirty complete ranges', () => {
    const old = dailyChunks(40).map((row) =>
      row.chunkId <= 24 ? { ...row, rowTotalBytes: 900_000_000 } : row,
    );
    expect(bytesADay(paceOf(old))).toBe(100_000_000);
    const burst = dailyChunks(3).map((row) => (row.chunkId === 2 ? { ...row, rowTotalBytes: 9e9 } : row));
    expect(bytesADay(paceOf(burst))).toBe(100_000_000);
  });

  it('does not take the chunk that is being written for a complete one', () => {
    const open = chunk({
      chunkId: 99,
      rangeStartUnits: daysAgo(0.25),
      rangeEndUnits: daysAgo(-0.75),
      rowTotalBytes: 1,
    });
    const future = chunk({ chunkId: 100, rangeStartUnits: daysAgo(-9), rangeEndUnits: daysAgo(-10) });
    const pace = paceOf([...dailyChunks(3), open, future]);
    expect(bytesADay(pace)).toBe(100_000_000);
    expect(pace?.openFor).toBe(0.75 * DAY_UNITS);
  });

  it('judges the first chunk by the part of it that is over, a tenth at least', () => {
    const first = (age: number) =>
      paceOf([chunk({ rangeStartUnits: daysAgo(age), rangeEndUnits: daysAgo(age - 10) })]);
    expect(bytesADay(first(5))).toBe(20_000_000);
    expect(bytesADay(first(1))).toBe(100_000_000);
    expect(bytesADay(first(0.01))).toBe(100_000_000);
  });

  it('is a least one while all rows are in a range that they need not fill', () => {
    const first = (createdDaysAgo: number | null) =>
      paceOf([
        chunk({
          rangeStartUnits: daysAgo(2_500),
          rangeEndUnits: daysAgo(-1_150),
          createdAt: createdDaysAgo === null ? null : instantBefore(createdDaysAgo),
        }),
      ])?.isAtLeast;
    expect([first(null), first(0), first(12), first(1_249)]).toEqual([true, true, true, true]);
    expect([first(1_250), first(2_500), first(9_000)]).toEqual([false, false, false]);
    const over = (count: number) =>
      paceOf(dailyChunks(count).map((row) => ({ ...row, createdAt: instantBefore(0) })));
    expect([over(1)?.isAtLeast, over(2)?.isAtLeast]).toEqual([true, false]);
  });

  it('counts compressed chunks as the rows that they were, and leaves out those that do not tell', () => {
    expect(bytesADay(paceOf(dailyChunks(5, compressedChunk)))).toBe(100_000_000);
    const partial = dailyChunks(5, (over) =>
      compressedChunk({ ...over, isPartial: true, rowTotalBytes: 5_000_000 }),
    );
    expect(bytesADay(paceOf(partial))).toBe(105_000_000);
    const mute = dailyChunks(5, (over) => compressedChunk({ ...over, beforeBytes: null }));
    expect(paceOf(mute)).toBeUndefined();
    expect(indexBytesAt(known(paceOf(dailyChunks(5, compressedChunk))), DAY_UNITS)).toBeNull();
  });

  it('counts chunks side by side once for their range, and their indexes together', () => {
    const halves = [
      ...dailyChunks(10),
      ...dailyChunks(10).map((row) => ({ ...row, chunkId: 100 + row.chunkId })),
    ];
    const pace = known(paceOf(halves, { dimensionCount: 2 }));
    expect(pace.chunksPerRange).toBe(2);
    expect(bytesADay(pace)).toBe(100_000_000);
    expect(Math.round(indexBytesAt(pace, DAY_UNITS) ?? 0)).toBe(40_000_000);
    expect(chunksAt(pace, DAY_UNITS)).toBe(20);
  });

  it('keeps no longer than retention does, and no tiered chunk', () => {
    const tiered = chunk({
      chunkId: 99,
      isTiered: true,
      rangeStartUnits: daysAgo(900),
      rangeEndUnits: daysAgo(899),
    });
    const chunks = [tiered, ...dailyChunks(30)];
    expect(paceOf(chunks)).toMatchObject({ kept: 30 * DAY_UNITS, chunkCount: 30 });
    expect(paceOf(chunks, {}, [retention({ afterSeconds: 7 * 86_400 })])?.kept).toBe(7 * DAY_UNITS);
    expect(paceOf(chunks, {}, [policy({ afterSeconds: 7 * 86_400 })])?.kept).toBe(30 * DAY_UNITS);
  });

  it('takes the newest chunk of integer time for the open one', () => {
    const integer = {
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 100,
    };
    const createdAt = new Date(NOW_MS).toISOString();
    const ticks = [0, 100, 200].map((start) =>
      chunk({ chunkId: start + 1, rangeStartUnits: start, rangeEndUnits: start + 100, createdAt }),
    );
    expect(paceOf(ticks, integer)).toMatchObject({ bytesPerUnit: 1_000_000, kept: 200, openFor: null });
    expect(paceOf(ticks.slice(0, 1), integer)).toBeUndefined();
    expect(
      paceOf(
        ticks.map((row) => ({ ...row, createdAt: null })),
        integer,
      ),
    ).toBeUndefined();
  });

  it('leaves out what is not written any more, and what never was', () => {
    const ended = dailyChunks(20).slice(0, 12);
    expect(paceOf(ended)).toBeUndefined();
    expect(paceOf([])).toBeUndefined();
  });
});
