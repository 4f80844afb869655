import { describe, expect, it } from 'vitest';
import { fillBins, type Measure, makeBins } from './binning';
import { chunkColumns } from './chunk-columns';
import { CHUNK_STATES, type ChunkState, statesMask } from './chunk-states';
import { tally, total } from './tally';
import { visibleRange } from './visible-range';

interface Chunk {
  readonly from: number;
  readonly to: number;
  readonly state?: ChunkState;
  readonly bytes?: number | null;
}

function columns(chunks: readonly Chunk[], isPartitioned = false) {
  return chunkColumns({
    count: chunks.length,
    start: chunks.map(({ from }) => from),
    end: chunks.map(({ to }) => to),
    state: (i) => chunks[i]?.state ?? 'row',
    diskBytes: (i) => (chunks[i]?.bytes === undefined ? 100 : chunks[i].bytes),
    beforeBytes: () => null,
    isPartitioned,
  });
}

function binned(
  chunks: readonly Chunk[],
  widthPx: number,
  view = { from: 0, to: 100 },
  measure: Measure = 'disk',
) {
  const packed = columns(chunks);
  const bins = makeBins(widthPx, packed.laneCount);
  fillBins(bins, packed, view, measure);
  const sums = Array.from({ length: widthPx }, (_, x) =>
    total([...bins.values.subarray(x * CHUNK_STATES.length, (x + 1) * CHUNK_STATES.length)]),
  );
  return { bins, sums };
}

describe('fillBins', () => {
  it('loses no byte: the columns add up to the chunks, however they fall on pixels', () => {
    const chunks = Array.from({ length: 97 }, (_, i) => ({ from: (i * 100) / 97, to: ((i + 1) * 100) / 97 }));
    for (const width of [7, 40, 97, 300]) expect(total(binned(chunks, width).sums)).toBeCloseTo(9_700);
  });

  it('spreads a wide chunk evenly over the columns it covers', () => {
    expect(binned([{ from: 0, to: 100 }], 4).sums).toEqual([25, 25, 25, 25]);
  });

  it('counts only the part of a chunk that is inside the view', () => {
    const { sums } = binned([{ from: -100, to: 100 }], 2, { from: 0, to: 100 });
    expect(sums).toEqual([25, 25]);
  });

  it('leaves out what is not known instead of drawing it as zero bytes of something', () => {
    const { bins, sums } = binned(
      [
        { from: 0, to: 50, bytes: null },
        { from: 50, to: 100 },
      ],
      2,
    );
    expect(sums).toEqual([0, 100]);
    expect(bins.visibleCount).toBe(2);
  });

  it('hides states by the filter, but never an exception', () => {
    const packed = columns([
      { from: 0, to: 50, state: 'partial' },
      { from: 50, to: 100 },
    ]);
    const bins = makeBins(2, 1);
    fillBins(bins, packed, { from: 0, to: 100 }, 'count', statesMask(['row']));
    expect(bins.peak).toBe(1);
    expect([...bins.exceptions]).toEqual([1 << CHUNK_STATES.indexOf('partial'), 0]);
  });

  it('keeps partitions apart', () => {
    const packed = columns(
      [
        { from: 0, to: 100 },
        { from: 0, to: 100, bytes: 300 },
      ],
      true,
    );
    const bins = makeBins(1, packed.laneCount);
    fillBins(bins, packed, { from: 0, to: 100 }, 'disk');
    expect(bins.values.filter((value) => value > 0)).toEqual(new Float64Array([100, 300]));
    expect(bins.peak).toBe(300);
  });
});

describe('visibleRange', () => {
  it('finds a long early chunk that reaches into the view over many short ones', () => {
    const packed = columns([
      { from: 0, to: 90 },
      { from: 1, to: 2 },
      { from: 2, to: 3 },
      { from: 80, to: 85 },
    ]);
    expect(visibleRange(packed, { from: 50, to: 60 })).toEqual([0, 3]);
    expect(visibleRange(packed, { from: 95, to: 99 })).toEqual([4, 4]);
  });
});

describe('tally', () => {
  it('sums whole chunks by state and counts sizes that are not known', () => {
    const packed = columns([
      { from: 0, to: 50, state: 'column', bytes: 10 },
      { from: 50, to: 100, bytes: null },
      { from: 100, to: 150 },
    ]);
    const sums = tally(packed, { from: 0, to: 100 });
    expect(sums).toMatchObject({ count: 2, unknownSizes: 1, sample: [0] });
    expect(sums.diskBytes[CHUNK_STATES.indexOf('column')]).toBe(10);
  });
});
