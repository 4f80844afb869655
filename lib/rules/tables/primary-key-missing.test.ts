import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { table } from '../testing/table-rows';
import rule from './primary-key-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (tables: Artifacts['tables']) => rule.check({ tables, indexes: null }, context());
const check = (...tables: Artifacts['tables']) => expectFindings(look(tables));
const keyless = { hasPrimaryKey: false };

describe('tables/primary-key-missing', () => {
  it('finds a table with rows that has none', () => {
    expect(check(table())).toEqual([]);
    expect(check(table({ ...keyless, estimatedRows: 999 }))).toEqual([]);
    expect(check(table({ ...keyless, estimatedRows: 1_000 }))[0]).toMatchObject({
      subject: ['public', 'orders'],
      severity: 'notice',
      facts: { rows: 1_000, uniqueIndexes: null },
    });
  });

  it('judges partitions at their root', () => {
    const root = table({ ...keyless, relationOid: 1, kind: 'partitioned', estimatedRows: null });
    const part = table({ ...keyless, relationOid: 2, rootOid: 1, isPartition: true, name: 'part' });
    expect(check(root, part)).toMatchObject([{ subject: ['public', 'orders'], facts: { rows: 1_000_000 } }]);
    expect(check({ ...root, hasPrimaryKey: true }, part)).toEqual([]);
  });

  it('leaves alone what cannot have one, and rows that are not known', () => {
    expect(check(table({ ...keyless, kind: 'materialized-view' }))).toEqual([]);
    expect(check(table({ ...keyless, estimatedRows: null }))).toEqual([]);
    expect(look([])).toHaveProperty('notApplicable');
  });
});
