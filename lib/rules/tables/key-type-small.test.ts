import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { sequence, table } from '../testing/table-rows';
import rule from './key-type-small';

type Artifacts = Parameters<typeof rule.check>[0];

const INT4 = 2_147_483_647;
/** A serial of which this share is used. */
const serial = (usedRatio: number, over: Partial<Artifacts['sequences'][number]> = {}) =>
  sequence({
    dataType: 'integer',
    maximum: INT4,
    lastValue: Math.ceil(usedRatio * INT4),
    usedRatio,
    ownerColumnMaximum: INT4,
    ownerColumnType: 'integer',
    ...over,
  });
const look = (rows: Artifacts['sequences'], tables: Artifacts['tables'] = [table()]) =>
  rule.check({ sequences: rows, tables }, context());
const check = (row: Artifacts['sequences'][number], tables?: Artifacts['tables']) =>
  expectFindings(look([row], tables));

describe('tables/key-type-small', () => {
  it('warns at half, and is critical at four fifths', () => {
    expect(check(serial(0.499))).toEqual([]);
    expect(check(serial(0.5))[0]).toMatchObject({ subject: ['public', 'orders', 'id'], severity: 'warning' });
    expect(check(serial(0.799))[0]?.severity).toBe('warning');
    expect(check(serial(0.8))[0]?.severity).toBe('critical');
  });

  it('changes what refers to the key first, and the sequence where it is as narrow', () => {
    const referencingColumns = [{ table: 'public."odd name"', column: 'order_id' }];
    const [finding] = check(serial(0.6, { referencingColumns }), [table(), table({ name: 'odd name' })]);
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      'ALTER TABLE "public"."odd name" ALTER COLUMN "order_id" TYPE bigint;',
      'ALTER TABLE "public"."orders" ALTER COLUMN "id" TYPE bigint;',
      'ALTER SEQUENCE "public"."orders_id_seq" AS bigint;',
    ]);
    expect(finding?.facts).toMatchObject({ referencingColumns: 1, rewriteBytes: 2 * 140_008_192 });
    const [wide] = check(serial(0.6, { dataType: 'bigint', maximum: 2 ** 63 }));
    expect(wide?.advice?.steps).toHaveLength(1);
  });

  it('gives words for what is large, or is no ordinary table', () => {
    const large = check(serial(0.6), [table({ tableBytes: 1e9 })])[0];
    expect(large).not.toHaveProperty('advice');
    expect(large?.detail).toContain('CONCURRENTLY');
    for (const tables of [[], null, [table({ kind: 'partitioned' })]])
      expect(check(serial(0.6), tables)[0]).not.toHaveProperty('advice');
  });

  it('leaves alone what is wide enough, and does not call hidden values unused', () => {
    expect(check(serial(0.9, { ownerColumnType: 'bigint' }))).toEqual([]);
    expect(check(serial(0.9, { cycles: true }))).toEqual([]);
    const hidden = serial(0, { lastValue: null, usedRatio: null, isReadable: false });
    expect(look([hidden])).toMatchObject({ unknown: [['public', 'orders', 'id']], findings: [] });
    expect(look([{ ...hidden, ownerTable: null, ownerColumn: null, ownerColumnType: null }])).toEqual([]);
    expect(look([])).toHaveProperty('notApplicable');
  });
});
