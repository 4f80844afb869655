import { describe, expect, it } from 'vitest';
import { factName, factText } from './fact-text';

describe('factText', () => {
  it.each([
    ['uncompressedBytes', 1024, '1\u00a0KiB'],
    ['writtenBytesPerSecond', 1024, '1\u00a0KiB/s'],
    ['lagSeconds', 90, '1\u00a0min\u00a030\u00a0s'],
    ['tookMs', 1500, '1.5\u00a0s'],
    ['filledRatio', 0.4, '40%'],
    ['columnstoreRatio', 0.9, '0.9×'],
    ['columnstoreRatio', 11.4, '11.4×'],
    ['uncompressedChunks', 1204, '1,204'],
    ['refreshJobId', 1020, '1020'],
    ['uncompressedBytes', null, '–'],
    ['filledRatio', null, '–'],
  ])('%s %s is %s', (name, value, text) => {
    expect(factText(name, value)).toBe(text);
  });

  it('reads a name without a label', () => {
    expect(factName('uncompressedChunks')).toBe('uncompressed chunks');
    expect(factName('convertibleBytes')).toBe('convertible');
  });
});
