import type { Row } from '@/lib/collect/snapshot';

const OF_A_USER = 'User-Defined Action';

/** `job 1001, Retention Policy of public.logs`; a user's own by its procedure: `job 1002, public.export`. */
export function jobName(job: Row<'jobs'>, hypertables: readonly Row<'hypertables'>[] | null): string {
  const { jobId, applicationName, procedureSchema, procedureName } = job;
  const given = applicationName.replace(/ \[\d+\]$/, '');
  const what = given === OF_A_USER ? `${procedureSchema}.${procedureName}` : given;
  const hypertable = hypertables?.find(({ hypertableId }) => hypertableId === job.hypertableId);
  return `job ${jobId}, ${what}${hypertable ? ` of ${hypertable.schema}.${hypertable.name}` : ''}`;
}
