import { type ServerFacts, timescaleAtLeast } from '@/lib/db/server';
import type { Unavailable } from './collector';

/**
 * Runs of jobs are filtered by row: members of the role that owns the job or the database see them, `pg_monitor`
 * does not help. No grant is offered, since membership of an owner gives away much more than reading.
 */
export function onlyOwnJobs(server: ServerFacts): Unavailable | null {
  if (server.isSuperuser || !server.timescale) return null;
  return {
    unavailable:
      'TimescaleDB shows runs of jobs only to members of the role that owns the job or the database; pg_monitor does not help',
  };
}

/** As above, except that from 2.18.2 to 2.27.0 an operator-precedence error in the views shows failures to everyone. */
export function onlyOwnJobErrors(server: ServerFacts): Unavailable | null {
  const { timescale } = server;
  const everyoneSees =
    timescale && timescale.versionNumber >= 2_018_002 && !timescaleAtLeast(timescale, '2.27');
  return everyoneSees ? null : onlyOwnJobs(server);
}
