import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { catalogDefect, hypertable } from '../testing/hypertable-rows';
import rule from './catalog-chunk-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (catalogDefects: Artifacts['catalogDefects']) =>
  expectFindings(rule.check({ hypertables: [hypertable()], catalogDefects }, context()));
const missing = (over: Partial<Artifacts['catalogDefects'][number]> = {}) =>
  catalogDefect({ kind: 'missing-relation', estimatedRows: null, totalBytes: null, isChild: null, ...over });

describe('hypertables/catalog-chunk-missing', () => {
  it('is quiet without any, and about the other defects', () => {
    expect(check([catalogDefect()])).toEqual([]);
  });

  it('is critical from the first one on, once for each hypertable, and gives no SQL', () => {
    const found = check([missing(), missing({ name: '_hyper_1_10_chunk' })]);
    expect(found).toMatchObject([
      { subject: ['public', 'metrics'], severity: 'critical', facts: { missingTables: 2 } },
    ]);
    expect(found[0]?.detail).toContain('_timescaledb_internal._hyper_1_9_chunk');
    expect(found[0]).not.toHaveProperty('advice');
  });

  it('names the oid, which is all that 2.29 leaves', () => {
    expect(check([missing({ schema: null, name: '16999' })])[0]?.detail).toContain(
      'the relation of oid 16999',
    );
  });

  it('finds one of a hypertable that is gone as well', () => {
    expect(check([missing({ hypertableId: 77 })])[0]?.subject).toEqual(['hypertable', '77']);
  });
});
