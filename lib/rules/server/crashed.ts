import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';

/** The checkpointer starts within moments of the server; one that is younger was started again by a recovery. */
const LEAST_SECONDS_BETWEEN = 10;
/** Somebody has seen it by then, and it says nothing about now. */
const SPOKEN_OF_SECONDS = 86_400;

export default defineRule({
  meta: {
    id: 'server/crashed',
    title: 'The server has recovered from a crash',
    why: 'A process of it ended badly, so all sessions were cut off and the log was replayed. Its start time stays the same, and all statistics begin at zero: autovacuum has forgotten what it had to do.',
    source: 'https://www.postgresql.org/docs/current/server-shutdown.html',
    needs: ['databaseCounters'],
    timing: { warning: { forSeconds: 0, clearSeconds: 0 } },
    facts: {
      secondsSinceCrash: { label: 'Recovered', source: 'pg_stat_activity: start of the checkpointer' },
      secondsUpBefore: { label: 'After it had run for', source: 'pg_postmaster_start_time()' },
    },
  },
  check({ databaseCounters: [row] }, { server, nowMs }) {
    if (!row) return { notRun: 'The counters of the database were not read' };
    if (row.checkpointerStartedAt === null)
      return server.isSuperuser || server.isMonitor
        ? { notRun: 'The checkpointer was not running' }
        : { notRun: 'Processes of the server are hidden' };
    const recoveredMs = Date.parse(row.checkpointerStartedAt);
    const secondsUpBefore = (recoveredMs - Date.parse(row.serverStartedAt)) / 1_000;
    const secondsSinceCrash = (nowMs - recoveredMs) / 1_000;
    if (secondsUpBefore <= LEAST_SECONDS_BETWEEN || secondsSinceCrash > SPOKEN_OF_SECONDS) return [];
    return [
      {
        subject: ['server'],
        severity: 'warning',
        confidence: 'high',
        title: `Find out why the server crashed ${duration(secondsSinceCrash)} ago`,
        detail: `It had run for ${duration(secondsUpBefore)}. The server’s log has “terminated by signal”: 9 is most often the memory killer of the system, 11 a fault of the server or of an extension. Statistics are counted anew since; ANALYZE large tables, so that autovacuum knows them.`,
        facts: { secondsSinceCrash, secondsUpBefore },
        impact: {
          prevents: 'the next crash',
          basis: `The checkpointer is ${duration(secondsUpBefore)} younger than the server; more than ${duration(LEAST_SECONDS_BETWEEN)} is no start.`,
        },
      },
    ];
  },
});
