import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import { trendsOf } from '../trends';
import rule from './autovacuum-saturated';

type Artifacts = Parameters<typeof rule.check>[0];

const LIMITS = { ...AUTOVACUUM_DEFAULTS, autovacuum_vacuum_cost_limit: -1, vacuum_cost_limit: 200 };
const watched = (hour: number, sixHours: number | null) =>
  trendsOf([
    trend('autovacuumWorkers', hour),
    ...(sixHours === null ? [] : [trend('autovacuumWorkers', sixHours, { hours: 6 })]),
  ]);
const look = (
  average: number,
  over: Partial<Artifacts> = {},
  major = 17,
  sixHours: number | null = average,
) =>
  rule.check(
    { settings: settings(LIMITS).map((row) => ({ ...row, context: 'sighup' })), tables: [table()], ...over },
    context({ trends: watched(average, sixHours), server: server({ major }) }),
  );

describe('vacuum/autovacuum-saturated', () => {
  it('speaks when all workers were busy for most of the hour', () => {
    expect(look(2.84)).toEqual([]);
    expect(expectFindings(look(2.85))[0]).toMatchObject({
      subject: ['autovacuum'],
      severity: 'warning',
      facts: {
        busyWorkers: 2.85,
        maxWorkers: 3,
        windowSeconds: 3_590,
        longBusyWorkers: 2.85,
        forcedTables: 0,
      },
      advice: { steps: [{ sql: `ALTER SYSTEM SET "autovacuum_vacuum_cost_limit" = 400;` }, {}] },
    });
  });

  it('is critical while a table waits to be frozen, after six hours', () => {
    const at = (xidAge: number) => expectFindings(look(3, { tables: [table({ xidAge })] }))[0]?.severity;
    expect(at(200_000_000)).toBe('warning');
    expect(at(200_000_001)).toBe('critical');
    const forced = { tables: [table({ xidAge: 200_000_001 })] };
    expect(expectFindings(look(3, forced, 17, 2.85))[0]?.severity).toBe('critical');
    expect(expectFindings(look(3, forced, 17, 2.84))[0]?.severity).toBe('warning');
    expect(expectFindings(look(3, forced, 17, null))[0]).toMatchObject({
      severity: 'warning',
      facts: { longBusyWorkers: null },
    });
    expect(expectFindings(look(3, { tables: null }))[0]).toMatchObject({
      severity: 'warning',
      facts: { forcedTables: null },
    });
  });

  it('doubles the limit of its own, up to the greatest, and knows what more workers take', () => {
    const limited = (autovacuum_vacuum_cost_limit: number) => ({
      settings: settings({ ...LIMITS, autovacuum_vacuum_cost_limit }),
    });
    const [finding] = expectFindings(look(3, limited(6_000), 18));
    expect(finding?.advice?.steps[0]?.sql).toContain('= 10000;');
    expect(finding?.advice?.note).toContain('autovacuum_worker_slots');
    expect(expectFindings(look(3, limited(10_000)))[0]).not.toHaveProperty('advice');
  });

  it('does not run without an hour to look at', () => {
    const none = context({ trends: () => ({ notRun: 'not sampled' }) });
    expect(rule.check({ settings: settings(LIMITS), tables: [] }, none)).toEqual({ notRun: 'not sampled' });
    expect(rule.check({ settings: [], tables: [] }, none)).toHaveProperty('notRun');
    const embedded = context({ server: server({ engine: 'embedded' }) });
    expect(rule.check({ settings: [], tables: [] }, embedded)).toHaveProperty('notApplicable');
  });
});
