import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import type { TimescaleFacts } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { countSchedulers, restartBackgroundWorkers } from '@/lib/sql/background-workers';
import { type Advice, defineRule, type Finding } from '../rule';
import { NOT_REHEARSABLE, withoutWorkers } from '../shared/jobs/without-workers';

export default defineRule({
  meta: {
    id: 'jobs/scheduler-duplicate',
    title: 'More than one scheduler starts the background jobs',
    why: 'Each database has one scheduler, which keeps in memory what it has started. A second one knows nothing of that: both start the same jobs, take workers from each other, and write over each other’s times of the next start.',
    source: 'https://github.com/timescale/timescaledb-extras/blob/main/diagnostic.sql',
    needs: [],
    wants: ['backgroundWorkers'],
    timing: { warning: { forSeconds: 300, clearSeconds: 300 } },
    facts: {
      schedulers: { label: 'Schedulers of this database', source: 'pg_stat_activity' },
      launchers: { label: 'Launchers of the server', source: 'pg_stat_activity' },
    },
  },
  check({ backgroundWorkers }, { server }) {
    const { timescale, isSuperuser, isMonitor, databaseName } = server;
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    const none = withoutWorkers(server);
    if (none) return none;
    const [workers] = backgroundWorkers ?? [];
    if (!workers) return { notRun: 'The workers of TimescaleDB were not read' };
    if (workers.schedulers <= 1) return [];
    if (!isSuperuser && !isMonitor)
      return {
        notRun:
          'This role cannot tell a scheduler from a client that calls itself so; grant it pg_monitor to look',
      };
    return [finding(workers, timescale, databaseName)];
  },
});

function finding(
  { schedulers, launchers }: Row<'backgroundWorkers'>,
  timescale: TimescaleFacts,
  database: string,
): Finding {
  return {
    subject: ['database', database],
    severity: 'warning',
    confidence: 'high',
    title: `Leave one scheduler of background jobs in ${database}`,
    detail: `${counted(schedulers, 'scheduler')} start the jobs of ${database}, where there is to be one. While workers are restarted there may be two for a moment; look again before anything is done.`,
    facts: { schedulers, launchers },
    impact: {
      prevents: 'jobs that are started twice',
      basis: `${schedulers} background workers with the name of the scheduler are connected to ${database}.`,
    },
    advice: advice(timescale),
  };
}

function advice(timescale: TimescaleFacts): Advice {
  return {
    steps: [
      {
        sql: restartBackgroundWorkers(timescale),
        transaction: 'own',
        lock: { mode: 'none', on: 'the launcher, by a message', blocks: 'nothing' },
        duration: { seconds: 5, basis: 'the schedulers end, and the launcher starts one' },
        rewrites: false,
      },
    ],
    undo: { impossible: 'There is no way to have two schedulers, and no use for them.' },
    verify: { sql: countSchedulers(), expect: '1 — the scheduler of this database' },
    worsens: 'Jobs that run are cancelled, and start again when they are due.',
    role: 'superuser',
    notRehearsable: NOT_REHEARSABLE,
    deletesData: false,
    note: 'One that stays has lost its launcher: pg_terminate_backend ends it, or a restart of PostgreSQL.',
  };
}
