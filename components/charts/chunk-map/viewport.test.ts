import { describe, expect, it } from 'vitest';
import { type ChunkSource, chunkColumns } from './chunk-columns';
import {
  clamp,
  closestSpan,
  isWhole,
  pan,
  pixelOf,
  toEnd,
  toStart,
  unitsAt,
  wholeOf,
  zoom,
} from './viewport';

const whole = { from: 0, to: 1_000 };
const source: ChunkSource = {
  count: 0,
  start: [],
  end: [],
  state: () => 'row',
  diskBytes: () => null,
  beforeBytes: () => null,
  isPartitioned: false,
};
const none = chunkColumns(source);

describe('viewport', () => {
  it('keeps what is under the pointer there while zooming', () => {
    const view = zoom(whole, whole, 250, 0.5, 1);
    expect(view).toEqual({ from: 125, to: 625 });
    expect(pixelOf(250, view, 800)).toBe(pixelOf(250, whole, 800));
  });

  it('never zooms out of the whole nor closer than allowed', () => {
    expect(zoom({ from: 100, to: 200 }, whole, 150, 100, 1)).toEqual(whole);
    const near = zoom(whole, whole, 500, 1e-9, 10);
    expect(near.to - near.from).toBeCloseTo(10);
  });

  it('pans by a share of the screen and stops at the ends without changing its span', () => {
    expect(pan({ from: 100, to: 200 }, whole, 0.5)).toEqual({ from: 150, to: 250 });
    expect(pan({ from: 950, to: 1_000 }, whole, 1)).toEqual({ from: 950, to: 1_000 });
    expect(toStart({ from: 500, to: 600 }, whole)).toEqual({ from: 0, to: 100 });
    expect(toEnd({ from: 500, to: 600 }, whole)).toEqual({ from: 900, to: 1_000 });
  });

  it('clamps a view that is wider than the whole, as from an old link', () => {
    expect(clamp({ from: -5_000, to: 9_000 }, whole)).toEqual(whole);
  });

  it('goes from pixels to units and back', () => {
    const view = { from: 200, to: 400 };
    expect(unitsAt(pixelOf(317, view, 640), view, 640)).toBeCloseTo(317);
  });

  it('has a whole and a closest span without any chunk', () => {
    expect(wholeOf(none)).toEqual({ from: -0.01, to: 1.01 });
    expect(wholeOf(none, [100, 200])).toEqual({ from: 99, to: 201 });
    expect(closestSpan(none, whole)).toBe(1);
  });

  it('takes in a boundary that is close, and leaves a far one beyond the edge', () => {
    const chunks = chunkColumns({ ...source, count: 1, start: [0], end: [100] });
    expect(wholeOf(chunks, [120, -4_000])).toEqual({ from: -1.2, to: 121.2 });
  });

  it('knows when everything is shown', () => {
    expect(isWhole(whole, whole)).toBe(true);
    expect(isWhole({ from: 0, to: 900 }, whole)).toBe(false);
  });
});
