import { type ServerFacts, timescaleAtLeast } from '@/lib/db/server';
import { grantJobRuns, revokeJobRuns } from '@/lib/sql/job-runs-table';
import type { Unavailable } from './collector';

/**
 * The views of runs are filtered by row: members of the role that owns the job or the database see them, `pg_monitor`
 * does not help. SELECT on the table beneath is the smaller grant: membership of an owner gives away much more than
 * reading.
 */
export function onlyOwnJobs({ roleName, timescale }: ServerFacts): Unavailable | null {
  if (!timescale || timescale.readsJobRuns) return null;
  return {
    unavailable:
      'TimescaleDB shows runs of jobs only to members of the role that owns the job or the database, and to who may read its table of them; pg_monitor does not help',
    mend: {
      sql: grantJobRuns(roleName, timescale.versionNumber),
      undo: revokeJobRuns(roleName, timescale.versionNumber),
    },
  };
}

/** As above, except that from 2.18.2 to 2.27.0 an operator-precedence error in the views shows failures to everyone. */
export function onlyOwnJobErrors(server: ServerFacts): Unavailable | null {
  const { timescale } = server;
  const everyoneSees =
    timescale && timescale.versionNumber >= 2_018_002 && !timescaleAtLeast(timescale, '2.27');
  return everyoneSees ? null : onlyOwnJobs(server);
}
