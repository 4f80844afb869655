import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { bloat, table } from '../testing/table-rows';
import rule from './table-bloat';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (tableBloat: Artifacts['tableBloat'], over = table(), profile = {}) =>
  rule.check({ tableBloat, tables: [over] }, context({ profile }));
const check = (row: Partial<Artifacts['tableBloat'][number]>, over = table()) =>
  expectFindings(look([bloat(row)], over));

describe('vacuum/table-bloat', () => {
  it('warns of half and a gigabyte', () => {
    expect(check({ heapBytes: 2e9, packedBytes: 1e9 })[0]).toMatchObject({
      severity: 'warning',
      confidence: 'medium',
      facts: { wastedBytes: 1e9, wastedRatio: 0.5 },
      impact: { bytesSaved: { low: 0.94e9, high: 1.06e9 } },
      advice: { steps: [{ sql: 'VACUUM (FULL) "public"."orders";', rewrites: true }] },
    });
    expect(check({ heapBytes: 2e9, packedBytes: 1e9 + 1 }), 'less than half').toEqual([]);
    expect(check({ heapBytes: 1e9, packedBytes: 1 }), 'less than a gigabyte').toEqual([]);
  });

  it('is critical at four fifths and ten gigabytes', () => {
    expect(check({ heapBytes: 12.5e9, packedBytes: 2.5e9 })[0]?.severity).toBe('critical');
    expect(check({ heapBytes: 12.5e9, packedBytes: 2.5e9 + 1 })[0]?.severity).toBe('warning');
  });

  it('says where the estimate is weak', () => {
    const large = { heapBytes: 4e9, packedBytes: 1e9 };
    expect(check({ ...large, columnsUnknown: 2 })[0]).toMatchObject({ confidence: 'low' });
    expect(check(large, table({ modifiedSinceAnalyze: 200_001 }))[0]).toMatchObject({ confidence: 'low' });
    expect(check(large, table({ modifiedSinceAnalyze: 200_000 }))[0]).toMatchObject({ confidence: 'medium' });
  });

  it('judges a small model of a large database at its scale', () => {
    const small = bloat({ heapBytes: 2e6, packedBytes: 1e6 });
    expect(look([small], table(), { byteThresholdRatio: 0.001 })).toHaveLength(1);
  });

  it('knows nothing is wrong only where no table that is large enough is hidden', () => {
    const hidden = bloat({ heapBytes: 1e9, packedBytes: null, isReadable: false });
    expect(look([hidden])).toMatchObject({
      notRun:
        '1 of 1 large table cannot be estimated: this role may not SELECT from it, so that the statistics are hidden',
    });
    expect(look([hidden, hidden, bloat({ heapBytes: 4e9, packedBytes: 4e9 })])).toMatchObject({
      notRun: expect.stringMatching(/^2 of 3 large tables .* from them/),
    });
    expect(look([{ ...hidden, heapBytes: 1e9 - 1 }])).toEqual([]);
    expect(look([{ ...hidden, name: 'hidden' }, bloat({ heapBytes: 2e9, packedBytes: 1e9 })])).toMatchObject({
      findings: [{ subject: ['public', 'orders'] }],
      unknown: [['public', 'hidden']],
    });
    expect(rule.check({ tableBloat: [], tables: [] }, context())).toHaveProperty('notApplicable');
  });
});
