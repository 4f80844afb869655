import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { horizonHolder } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import rule from './horizon-held';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (horizonHolders: Artifacts['horizonHolders'], over = {}) =>
  rule.check({ horizonHolders, settings: settings(AUTOVACUUM_DEFAULTS) }, context({ server: server(over) }));
const check = (...holders: Artifacts['horizonHolders']) => expectFindings(look(holders));

describe('vacuum/horizon-held', () => {
  it('warns past fifty million transactions, and is critical past the age of freezing', () => {
    expect(check(horizonHolder({ xidAge: 50_000_000 }))).toEqual([]);
    expect(check(horizonHolder({ xidAge: 50_000_001 }))[0]).toMatchObject({
      subject: ['horizon'],
      severity: 'warning',
      facts: { heldXidAge: 50_000_001, heldSeconds: 3_600, criticalXidAge: 200_000_000, holders: 1 },
    });
    expect(check(horizonHolder({ xidAge: 200_000_000 }))[0]?.severity).toBe('warning');
    expect(check(horizonHolder({ xidAge: 200_000_001 }))[0]?.severity).toBe('critical');
  });

  it('shows the session before it ends it, and means this transaction only', () => {
    const [finding] = check(horizonHolder({ xidAge: 60_000_000 }));
    expect(finding?.detail).toMatch(
      /Session 4711 of app \(report\), idle in transaction for 1.h, holds 60,000,000/,
    );
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      expect.stringContaining('SELECT pid, usename'),
      expect.stringMatching(
        /pg_terminate_backend\(pid\) .* pid = 4711 AND date_trunc\('milliseconds', xact_start\) = '/,
      ),
    ]);
  });

  it.each([
    ['slot', 'inactive', 'drop the slot'],
    ['slot', 'active', 'connected and behind'],
    ['standby', 'streaming', 'hot_standby_feedback'],
    ['prepared-transaction', null, 'ROLLBACK PREPARED'],
  ] as const)('gives words for a %s that is %s', (kind, state, words) => {
    const [finding] = check(horizonHolder({ kind, state, pid: null, xidAge: 60_000_000 }));
    expect(finding?.detail).toContain(words);
    expect(finding).not.toHaveProperty('advice');
  });

  it('leaves sessions of other databases out', () => {
    expect(check(horizonHolder({ xidAge: 60_000_000, concernsThisDatabase: false }))).toEqual([]);
  });

  it('does not call it calm where sessions are hidden', () => {
    expect(look([], { isMonitor: false })).toHaveProperty('notRun');
    expect(look([horizonHolder({ xidAge: 60_000_000 })], { isMonitor: false })).toHaveLength(1);
    expect(look([], { engine: 'embedded' })).toHaveProperty('notApplicable');
    expect(rule.check({ horizonHolders: [], settings: [] }, context())).toHaveProperty('notRun');
  });
});
