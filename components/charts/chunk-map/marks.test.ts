import { describe, expect, it } from 'vitest';
import { placeLabels } from './marks';

const width = (text: string) => text.length * 6;
const line = (text: string, linePx: number) => ({ text, kind: 'columnstore' as const, linePx });

describe('placeLabels', () => {
  it('puts a label to the right of its line, and to the left where it would leave the plot', () => {
    const [first, last] = placeLabels([line('early', 10), line('now', 395)], 400, width);
    expect(first).toMatchObject({ textPx: 16, row: 0 });
    expect(last?.textPx).toBe(395 - 6 - 18);
  });

  it('moves a label that would overlap into the next row, and drops it when there is none', () => {
    const placed = placeLabels(
      [line('aaaaaaaaaa', 10), line('bbbbbbbbbb', 20), line('cccccccccc', 30)],
      400,
      width,
    );
    expect(placed.map(({ row }) => row)).toEqual([0, 1]);
  });

  it('names what lies beyond the view at its edge, without a line', () => {
    const placed = placeLabels([line('before', -5), line('after', 500)], 400, width);
    expect(placed.map(({ text, linePx }) => [text, linePx])).toEqual([
      ['← before', null],
      ['after →', null],
    ]);
  });
});
