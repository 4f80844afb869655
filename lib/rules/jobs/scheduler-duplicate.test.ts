import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { backgroundWorkers } from '../testing/job-rows';
import rule from './scheduler-duplicate';

const run = (schedulers: number, over: Parameters<typeof server>[0] = {}) =>
  rule.check({ backgroundWorkers: [backgroundWorkers({ schedulers })] }, context({ server: server(over) }));

describe('jobs/scheduler-duplicate', () => {
  it('is quiet about one scheduler, and about none, which is another finding', () => {
    expect(run(1)).toEqual([]);
    expect(run(0)).toEqual([]);
  });

  it('finds a second one, and restarts the workers', () => {
    expect(expectFindings(run(2))).toMatchObject([
      {
        subject: ['database', 'app'],
        severity: 'warning',
        facts: { schedulers: 2, launchers: 1 },
        advice: {
          steps: [{ sql: 'SELECT _timescaledb_functions.restart_background_workers();' }],
          verify: { expect: expect.stringMatching(/^1 /) },
        },
      },
    ]);
    expect(expectFindings(run(2, { timescale: timescale('2.11.2') }))[0]?.advice?.steps[0]?.sql).toBe(
      'SELECT _timescaledb_internal.restart_background_workers();',
    );
  });

  it('does not take clients that call themselves so for schedulers', () => {
    expect(run(2, { isMonitor: false })).toHaveProperty('notRun');
    expect(run(1, { isMonitor: false })).toEqual([]);
    expect(expectFindings(run(2, { isMonitor: false, isSuperuser: true }))).toHaveLength(1);
  });

  it('does not apply where no worker runs jobs', () => {
    expect(run(2, { engine: 'embedded' })).toHaveProperty('notApplicable');
    expect(run(2, { inRecovery: true })).toHaveProperty('notApplicable');
    expect(run(2, { timescale: null })).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when the workers could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
