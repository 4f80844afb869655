import { describe, expect, it } from 'vitest';
import { placeRuns, type Run } from './runs';

const range = { fromMs: 0, toMs: 1_000 };
const run = (startMs: number, endMs: number | null, result: Run['result'] = 'succeeded', lane = 0): Run => ({
  lane,
  startMs,
  endMs,
  result,
});

describe('placeRuns', () => {
  it('draws a run as wide as it took, and never too thin to see', () => {
    const placed = placeRuns([run(100, 300), run(600, 600)], range, 500);
    expect(placed).toMatchObject([
      { leftPx: 50, widthPx: 100, count: 1 },
      { leftPx: 300, widthPx: 3, count: 1 },
    ]);
  });

  it('merges runs of one result on the same pixels, and paints a failure over them', () => {
    const placed = placeRuns([run(100, 101), run(102, 103, 'failed'), run(104, 105)], range, 500);
    expect(placed).toMatchObject([
      { result: 'succeeded', count: 2 },
      { result: 'failed', count: 1 },
    ]);
  });

  it('draws a run without an end up to the present', () => {
    expect(placeRuns([run(900, null, 'running')], range, 500)[0]).toMatchObject({ leftPx: 450, widthPx: 50 });
  });

  it('keeps lanes apart and leaves out what is not in range', () => {
    const placed = placeRuns([run(100, 101), run(100, 101, 'succeeded', 1), run(-50, -20)], range, 500);
    expect(placed.map(({ lane }) => lane)).toEqual([0, 1]);
  });
});
