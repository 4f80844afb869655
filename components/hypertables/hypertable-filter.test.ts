import { describe, expect, it } from 'vitest';
import { matches } from './hypertable-filter';

const row = { schema: 'public', name: 'sensor_metrics', kind: 'hypertable' } as const;

describe('matches', () => {
  it('wants every word, in any order and case', () => {
    expect(matches(row, { q: 'METRICS public', kind: 'all' })).toBe(true);
    expect(matches(row, { q: 'metrics logs', kind: 'all' })).toBe(false);
    expect(matches(row, { q: '', kind: 'all' })).toBe(true);
  });

  it('tells kinds apart', () => {
    expect(matches(row, { q: '', kind: 'continuous-aggregate' })).toBe(false);
  });
});
