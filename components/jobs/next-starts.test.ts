import { describe, expect, it } from 'vitest';
import { nextStarts } from './next-starts';

const at = (seconds: number, scheduled = true) => ({
  nextStartAt: new Date(seconds * 1_000).toISOString(),
  scheduled,
});

describe('nextStarts', () => {
  it('counts the most that start within one minute', () => {
    expect(nextStarts([at(0), at(50), at(60), at(200), at(230)])).toBe(3);
  });

  it('leaves out what is switched off, and knows none from not known', () => {
    expect(nextStarts([at(0), at(1, false)])).toBe(1);
    expect(nextStarts([{ nextStartAt: null, scheduled: true }])).toBeNull();
  });
});
