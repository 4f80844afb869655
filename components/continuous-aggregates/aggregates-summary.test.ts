import { describe, expect, it } from 'vitest';
import { aggregatesSummary } from './aggregates-summary';

const fine = { conflicts: [], isNeverMaterialized: false, refresh: {} as never };

describe('aggregatesSummary', () => {
  it('counts what is wrong and leaves out what is not', () => {
    expect(aggregatesSummary([fine])).toBe('1 continuous aggregate.');
    expect(
      aggregatesSummary([
        { ...fine, conflicts: [{} as never] },
        { ...fine, refresh: null, isNeverMaterialized: true },
      ]),
    ).toBe(
      '2 continuous aggregates, 1 with policies that work against each other, 1 never materialised, 1 without a refresh policy.',
    );
  });
});
