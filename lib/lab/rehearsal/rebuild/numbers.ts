import { type Sql, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';

/** TimescaleDB's own jobs have lower numbers, and are there in every database. */
export const FIRST_USER_JOB = 1_000;

/** The next hypertable that is made has this number. */
export const nextHypertable = (id: number) =>
  sql`SELECT setval('_timescaledb_catalog.hypertable_id_seq', ${id}, false);`;

/** Columnstore takes numbers of hypertables too: from beyond all that the monitored server has given away. */
export function hypertablesAside({ hypertables }: RehearsalFacts): Sql {
  const beyond = hypertables.reduce((most, { hypertableId }) => Math.max(most, hypertableId + 1), 1);
  return sql`SELECT setval('_timescaledb_catalog.hypertable_id_seq', greatest(${beyond}, max(id) + 1), false) FROM _timescaledb_catalog.hypertable;`;
}

/** Converting takes numbers of chunks too: from beyond all that the monitored server has given away. */
export function chunksAside({ chunks }: RehearsalFacts): Sql {
  const beyond = chunks.reduce((most, { chunkId }) => Math.max(most, chunkId + 1), 1);
  return sql`SELECT setval('_timescaledb_catalog.chunk_id_seq', greatest(${beyond}, max(id) + 1), false) FROM _timescaledb_catalog.chunk;`;
}

/** New policies take numbers of jobs from beyond all that the monitored server has given away. */
export function jobsAside({ jobs }: RehearsalFacts): Sql {
  const beyond = jobs.reduce((most, { jobId }) => Math.max(most, jobId + 1), FIRST_USER_JOB);
  return sql`SELECT setval('_timescaledb_config.bgw_job_id_seq', ${beyond}, false);`;
}
