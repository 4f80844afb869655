import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import rule from './disabled-on-table';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (...tables: Artifacts['tables']) =>
  expectFindings(rule.check({ tables, settings: settings(AUTOVACUUM_DEFAULTS) }, context()));
const off = { options: ['fillfactor=90', 'autovacuum_enabled=off'] };

describe('vacuum/disabled-on-table', () => {
  it('finds the option in any spelling, and takes the value of now back', () => {
    expect(check(table())).toEqual([]);
    expect(check(table({ options: ['autovacuum_enabled=true'] }))).toEqual([]);
    const [finding, ...others] = check(table(off));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'orders'],
      severity: 'notice',
      advice: {
        steps: [{ sql: 'ALTER TABLE "public"."orders" RESET (autovacuum_enabled);' }],
        undo: [{ sql: `ALTER TABLE "public"."orders" SET (autovacuum_enabled = 'off');` }],
      },
    });
  });

  it('warns, and vacuums, past twice the rows at which autovacuum would come', () => {
    expect(check(table({ ...off, deadRows: 400_100 }))[0]).toMatchObject({ severity: 'notice' });
    const [finding] = check(table({ ...off, deadRows: 400_101 }));
    expect(finding).toMatchObject({
      severity: 'warning',
      facts: { deadRows: 400_101, triggerRows: 200_050 },
    });
    expect(finding?.advice?.steps).toHaveLength(2);
    expect(check(table({ ...off, estimatedRows: 10, deadRows: 10_000 }))[0]?.severity).toBe('notice');
  });

  it('does not know what is not counted', () => {
    const [finding] = check(table({ ...off, deadRows: null }));
    expect(finding).toMatchObject({ severity: 'notice', facts: { deadRows: null } });
    expect(finding?.detail).toContain('not known');
    expect(rule.check({ tables: [], settings: [] }, context())).toHaveProperty('notApplicable');
  });
});
