import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { indexSize } from '../testing/table-rows';
import rule from './bloated';

const orders = { schema: 'public', name: 'orders', tableBytes: 500_000_000 } as Row<'tables'>;
const look = (sizes: readonly Row<'indexBloat'>[], over: Parameters<typeof context>[0] = {}) =>
  rule.check({ indexBloat: sizes, tables: [orders] }, context(over));
const check = (size: Partial<Row<'indexBloat'>>, over: Parameters<typeof context>[0] = {}) =>
  expectFindings(look([indexSize(), indexSize(size)], over));

describe('indexes/bloated', () => {
  it('is quiet about an index that is full', () => {
    expect(check({})).toEqual([]);
  });

  it('finds one of which a third is wasted, and says what a rebuild needs', () => {
    const [finding] = check({ entriesBytes: 600_000_000 });
    expect(finding).toMatchObject({
      subject: ['public', 'orders', 'orders_pkey'],
      severity: 'notice',
      confidence: 'medium',
      facts: {
        indexBytes: 1_000_000_000,
        entriesBytes: 600_000_000,
        wastedBytes: 400_000_000,
        wastedRatio: 0.4,
      },
      impact: { bytesSaved: { low: 400_000_000, high: 400_000_000 } },
      advice: {
        steps: [
          {
            sql: 'REINDEX INDEX CONCURRENTLY "public"."orders_pkey";',
            rewrites: true,
            duration: { seconds: 20 },
          },
        ],
      },
    });
    expect(finding?.advice?.note).toMatch(/needs 572\sMiB of disk more/);
  });

  it('speaks from 30 % and 100 MB on', () => {
    expect(check({ entriesBytes: 700_000_000 })).toHaveLength(1);
    expect(check({ entriesBytes: 700_000_001 })).toEqual([]);
    expect(check({ totalBytes: 200_000_000, entriesBytes: 100_000_000 })).toHaveLength(1);
    expect(check({ totalBytes: 200_000_000, entriesBytes: 100_000_001 })).toEqual([]);
  });

  it('warns from half of a gigabyte and more', () => {
    expect(check({ totalBytes: 2e9, entriesBytes: 1e9 })[0]?.severity).toBe('warning');
    expect(check({ totalBytes: 2e9, entriesBytes: 1e9 + 1 })[0]?.severity).toBe('notice');
    expect(check({ totalBytes: 3e9, entriesBytes: 1.6e9 })[0]?.severity).toBe('notice');
  });

  it('takes an estimate above the size for no estimate, and a low one of shared entries for a lower bound', () => {
    const shared = indexSize({ name: 'by_state', totalBytes: 5e9, entriesBytes: 15e9, sharesEntries: true });
    expect(look([indexSize(), shared])).toEqual({
      findings: [],
      unknown: [['public', 'orders', 'by_state']],
      notRun:
        '1 of 2 large indexes cannot be estimated: rows with equal keys share entries, which hides what is wasted. With the extension pgstattuple, pgstatindex() measures one, and reads all of it.',
    });
    expect(check({ entriesBytes: 1.03e9 })).toEqual([]);
    expect(look([indexSize({ entriesBytes: 1.04e9 })])).toHaveProperty('notRun');
    const measurable = { server: server({ extensionSchemas: { pgstattuple: 'tools' } }) };
    expect(look([shared], measurable)).toMatchObject({
      notRun: expect.stringContaining(
        `SELECT avg_leaf_density FROM "tools".pgstatindex('"public"."by_state"'::regclass); measures by_state`,
      ),
    });
    const [low] = check({ entriesBytes: 5e8, sharesEntries: true }, measurable);
    expect(low).toMatchObject({ confidence: 'low' });
    expect(low?.advice?.note).toMatch(/^SELECT avg_leaf_density/);
    expect(check({ entriesBytes: 5e8 }, measurable)[0]?.advice?.note).toMatch(/^Until/);
  });

  it('knows nothing is wrong only where every index that is large enough is estimated', () => {
    expect(look([indexSize(), indexSize({ entriesBytes: null })])).toMatchObject({
      notRun: expect.stringContaining(
        '1 of 2 large indexes cannot be estimated: columns have no statistics, or none that this role may read. With',
      ),
    });
    expect(check({ totalBytes: 99_999_999, entriesBytes: null })).toEqual([]);
    expect(
      look([indexSize({ entriesBytes: 6e8 }), indexSize({ name: 'other', entriesBytes: null })]),
    ).toMatchObject({
      findings: [{ subject: ['public', 'orders', 'orders_pkey'] }],
      unknown: [['public', 'orders', 'other']],
    });
    expect(look([])).toEqual([]);
    expect(look([], { server: server({ inRecovery: true }) })).toHaveProperty('notApplicable');
  });
});
