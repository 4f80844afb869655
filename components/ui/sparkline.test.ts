import { describe, expect, it } from 'vitest';
import { sparkPath } from './sparkline';

const at = (values: readonly (number | null)[]) => values.map((value, i) => ({ at: `${i}`, value }));

describe('sparkPath', () => {
  it('draws nothing from fewer than two known values', () => {
    expect(sparkPath(at([null, 3, null])).line).toBe('');
  });

  it('spans the width, low values at the bottom', () => {
    expect(sparkPath(at([0, 10])).line).toBe('M0.0 30.0L100.0 2.0');
  });

  it('breaks at a gap and does not fall to zero', () => {
    const { line } = sparkPath(at([1, 2, null, 1, 2]));
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it('draws a flat line in the middle', () => {
    expect(sparkPath(at([5, 5])).line).toBe('M0.0 16.0L100.0 16.0');
  });
});
