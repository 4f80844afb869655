import { describe, expect, it } from 'vitest';
import { lagWords } from './lag-words';

const unknown = { lagSeconds: null, lagUnits: null, bucketSeconds: null, bucketUnits: null };

describe('lagWords', () => {
  it('says how far behind, and how many buckets that is', () => {
    expect(lagWords({ ...unknown, lagSeconds: 5_400, bucketSeconds: 3_600 })).toBe(
      '1\u00a0h\u00a030\u00a0min (1.5 buckets)',
    );
    expect(lagWords({ ...unknown, lagUnits: 2_000, bucketUnits: 1_000 })).toBe('2,000 (2 buckets)');
  });

  it('knows none from not known', () => {
    expect(lagWords(unknown)).toBeNull();
    expect(lagWords({ ...unknown, lagSeconds: -5, bucketSeconds: 60 })).toBe('none');
  });
});
