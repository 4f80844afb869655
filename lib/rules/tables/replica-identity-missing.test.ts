import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { table } from '../testing/table-rows';
import rule from './replica-identity-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (...tables: Artifacts['tables']) => rule.check({ tables }, context());
const check = (...tables: Artifacts['tables']) => expectFindings(look(...tables));
const unnamed = { publishesChanges: true, isIdentified: false, hasPrimaryKey: false };

describe('tables/replica-identity-missing', () => {
  it('finds what is published and cannot be named, and sets back what it was', () => {
    expect(check(table({ publishesChanges: true }))).toEqual([]);
    expect(check(table(unnamed))[0]).toMatchObject({
      subject: ['public', 'orders'],
      severity: 'warning',
      advice: {
        steps: [{ sql: 'ALTER TABLE "public"."orders" REPLICA IDENTITY FULL;' }],
        undo: [{ sql: 'ALTER TABLE "public"."orders" REPLICA IDENTITY DEFAULT;' }],
      },
    });
    expect(check(table({ ...unnamed, replicaIdentity: 'nothing' }))[0]?.advice?.undo).toEqual([
      { sql: 'ALTER TABLE "public"."orders" REPLICA IDENTITY NOTHING;' },
    ]);
  });

  it('has no way back to an index that is gone, so it gives words', () => {
    const [finding] = check(table({ ...unnamed, replicaIdentity: 'index' }));
    expect(finding).not.toHaveProperty('advice');
    expect(finding?.detail).toContain('is gone');
  });

  it('speaks of where rows are, and not without a publication', () => {
    expect(check(table({ ...unnamed, kind: 'partitioned' }))).toEqual([]);
    expect(look(table({ isIdentified: false }))).toHaveProperty('notApplicable');
    expect(look()).toHaveProperty('notApplicable');
  });

  it('does not know counters that are not kept', () => {
    expect(check(table({ ...unnamed, updatedTuples: null }))[0]).toMatchObject({
      facts: { updatedRows: null },
    });
  });
});
