import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { table } from '../testing/table-rows';
import rule from './unlogged';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (...tables: Artifacts['tables']) => expectFindings(rule.check({ tables }, context()));

describe('tables/unlogged', () => {
  it('names what a crash would empty', () => {
    expect(check(table())).toEqual([]);
    expect(check(table({ isUnlogged: true }))[0]).toMatchObject({
      subject: ['public', 'orders'],
      severity: 'notice',
      impact: { bytesAtRisk: 140_008_192 },
      advice: {
        steps: [{ sql: 'ALTER TABLE "public"."orders" SET LOGGED;', rewrites: true }],
        undo: [{ sql: 'ALTER TABLE "public"."orders" SET UNLOGGED;' }],
      },
    });
  });

  it('leaves a materialized view alone, which is made anew anyway, and a parent without rows', () => {
    expect(check(table({ isUnlogged: true, kind: 'materialized-view' }))).toEqual([]);
    expect(check(table({ isUnlogged: true, kind: 'partitioned' }))).toEqual([]);
    expect(rule.check({ tables: [] }, context())).toHaveProperty('notApplicable');
  });
});
