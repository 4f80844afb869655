import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, NOW_MS, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { checkpoints, databaseCounters, horizonHolder } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import { type SubjectTrend, trendsOf } from '../trends';
import rule from './queue';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (
  tables: Artifacts['tables'],
  over: Partial<Artifacts> = {},
  day: readonly SubjectTrend[] = [],
) =>
  rule.check(
    {
      tables,
      settings: settings(AUTOVACUUM_DEFAULTS),
      checkpoints: [checkpoints()],
      databaseCounters: [databaseCounters()],
      horizonHolders: [],
      vacuums: [],
      ...over,
    },
    context({ trends: trendsOf(day) }),
  );
const check = (...tables: Artifacts['tables']) => expectFindings(look(tables));

describe('vacuum/queue', () => {
  it('speaks past twice the table’s own trigger', () => {
    // A million rows: autovacuum comes at 200,050.
    expect(check(table({ deadRows: 400_100 }))).toEqual([]);
    expect(check(table({ deadRows: 400_101 }))[0]).toMatchObject({
      subject: ['public', 'orders'],
      severity: 'warning',
      facts: { deadRows: 400_101, triggerRows: 200_050, lateTables: 1 },
      advice: { steps: [{ sql: 'VACUUM (ANALYZE) "public"."orders";', transaction: 'none' }] },
    });
    const options = ['autovacuum_vacuum_scale_factor=0.01'];
    expect(check(table({ deadRows: 20_101, options }))).toHaveLength(1);
    expect(check(table({ deadRows: 20_100, options }))).toEqual([]);
  });

  it('is critical when they were never fewer within a day', () => {
    const waiting = (
      least: number,
      over: Partial<SubjectTrend> = {},
      rows = [table({ deadRows: 900_000 })],
    ) =>
      expectFindings(
        look(rows, {}, [
          trend('tableDeadRows', 900_000, { subject: 'public.orders', hours: 24, least, ...over }),
        ]),
      )[0];
    expect(waiting(400_101)).toMatchObject({ severity: 'critical', facts: { dayLeastDeadRows: 400_101 } });
    expect(waiting(400_101)?.detail).toContain('waited so for a day');
    expect(waiting(400_100)).toMatchObject({ severity: 'warning', facts: { dayLeastDeadRows: 400_100 } });
    expect(waiting(900_000, { watchedHours: 19 })).toMatchObject({
      severity: 'warning',
      facts: { dayLeastDeadRows: null },
    });
    const parts = [
      table({ relationOid: 1, kind: 'partitioned', deadRows: 0 }),
      table({ relationOid: 2, rootOid: 1, isPartition: true, name: 'p', deadRows: 900_000 }),
    ];
    expect(waiting(900_000, {}, parts)?.severity, 'their sum tells nothing of one').toBe('warning');
  });

  it('leaves few dead rows alone, whatever their share', () => {
    expect(check(table({ estimatedRows: 10, deadRows: 10_000 }))).toEqual([]);
    expect(check(table({ estimatedRows: 10, deadRows: 10_001 }))).toHaveLength(1);
  });

  it('leaves a table to another rule for which autovacuum is off', () => {
    expect(check(table({ deadRows: 900_000, options: ['autovacuum_enabled=false'] }))).toEqual([]);
  });

  it('puts partitions under their root, the worst twenty first', () => {
    const root = table({ relationOid: 1, kind: 'partitioned', deadRows: 0 });
    const parts = Array.from({ length: 21 }, (_, at) =>
      table({ relationOid: at + 2, rootOid: 1, isPartition: true, name: `p${at}`, deadRows: 500_000 + at }),
    );
    const [finding, ...others] = check(root, ...parts);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: ['public', 'orders'], facts: { lateTables: 21 } });
    expect(finding?.advice?.steps[0]?.sql).not.toContain('"p0"');
    expect(finding?.advice?.note).toContain('1 more partition follows');
  });

  it('names who keeps the rows', () => {
    const [finding] = expectFindings(
      look([table({ deadRows: 900_000 })], { horizonHolders: [horizonHolder()] }),
    );
    expect(finding?.detail).toContain('session 4711 (report)');
    const [elsewhere] = expectFindings(
      look([table({ deadRows: 900_000 })], {
        horizonHolders: [horizonHolder({ concernsThisDatabase: false })],
      }),
    );
    expect(elsewhere?.detail).not.toContain('session');
  });

  it('takes no calm from counters that a crash has just set to zero', () => {
    const statsResetAt = new Date(NOW_MS - 600_000).toISOString();
    const crashed = { checkpoints: [checkpoints({ statsResetAt })] };
    expect(look([table()], crashed)).toMatchObject({ notRun: expect.stringMatching(/10.min old/) });
    expect(look([table({ deadRows: 900_000 })], crashed)).toHaveLength(1);
    expect(look([table()], { checkpoints: null, databaseCounters: null })).toHaveProperty('notRun');
  });

  it('says nothing of what is not counted', () => {
    expect(check(table({ deadRows: null }))).toEqual([]);
    expect(check(table({ deadRows: 900_000, estimatedRows: null }))).toHaveLength(1);
    expect(look([])).toHaveProperty('notApplicable');
    const embedded = context({ server: server({ engine: 'embedded' }) });
    expect(
      rule.check(
        {
          tables: [],
          settings: [],
          checkpoints: null,
          databaseCounters: null,
          horizonHolders: null,
          vacuums: null,
        },
        embedded,
      ),
    ).toHaveProperty('notApplicable');
  });
});
