import type { Row } from '@/lib/collect/snapshot';
import { isMaintenanceJob, jobKind } from '@/lib/derive/job-kind';
import { secondsSince } from '@/lib/derive/seconds-since';
import { grantConnect, readConnect, readRoleLogin, revokeConnect, setRoleLogin } from '@/lib/sql/role';
import type { Sql } from '@/lib/sql/statement';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { isDataPolicy, jobImpact } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { type OwnerProblem, ownerProblem } from '../shared/jobs/owner-problem';
import { DESTROYS_HISTORY, wouldDestroyHistory } from '../shared/jobs/would-destroy-history';

/** From then on ALTER TABLE … OWNER TO takes the policies of a hypertable along (pull request 9290). */
const OWNER_FOLLOWS_SINCE = 2_025_002;

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs', 'hypertables' | 'policies' | 'continuousAggregates'>;

export default defineRule({
  meta: {
    id: 'jobs/owner-unusable',
    title: 'A background job cannot run as its owner',
    why: 'A worker logs in as the owner of its job and has the rights of that role. Where the role is gone, may not log in or lost the table, every run fails before it has done anything.',
    source: 'https://www.postgresql.org/docs/current/bgworker.html',
    needs: ['jobs'],
    wants: ['hypertables', 'policies', 'continuousAggregates'],
    facts: {
      sinceSuccessSeconds: {
        label: 'Since it last succeeded (– is never)',
        source: '_timescaledb_internal.bgw_job_stat',
      },
      consecutiveFailures: { label: 'Failures in a row', source: '_timescaledb_internal.bgw_job_stat' },
      scheduleSeconds: { label: 'To run every', source: 'timescaledb_information.jobs' },
    },
  },
  check(artifacts, context) {
    const scheduled = artifacts.jobs.filter((job) => job.scheduled);
    if (scheduled.length === 0) return { notApplicable: 'No background job is scheduled' };
    return scheduled.flatMap((job) => {
      const problem = ownerProblem(job);
      return problem ? [finding(job, problem, artifacts, context)] : [];
    });
  },
});

function finding(job: Job, problem: OwnerProblem, artifacts: Artifacts, context: RuleContext): Finding {
  const { hypertables } = artifacts;
  const destroys = wouldDestroyHistory(job, artifacts);
  const advice = destroys ? null : adviceOf(job, problem, context);
  return {
    subject: ['job', String(job.jobId)],
    severity: isMaintenanceJob(job) || !isDataPolicy(job) ? 'notice' : 'warning',
    confidence: 'high',
    title: `Let the ${jobName(job, hypertables)} run as ${job.owner}, or as another role`,
    detail: `${explain(job, problem, hypertables, context)}${destroys ? DESTROYS_HISTORY : ''}`,
    facts: {
      sinceSuccessSeconds: secondsSince(job.lastSucceededAt, context.nowMs),
      consecutiveFailures: job.consecutiveFailures,
      scheduleSeconds: job.scheduleIntervalSeconds,
    },
    impact: jobImpact(job),
    ...(advice && { advice }),
  };
}

function explain(
  job: Job,
  problem: OwnerProblem,
  hypertables: Artifacts['hypertables'],
  { server }: RuleContext,
): string {
  const { owner } = job;
  const anew = `Delete it and add it again as a role that may: SELECT delete_job(${job.jobId});`;
  switch (problem) {
    case 'gone':
      return `Its owner, oid ${owner}, is no role any more. ${anew}`;
    case 'no-login':
      return `Its owner ${owner} has NOLOGIN, and a worker logs in as the owner of its job.`;
    case 'no-connect':
      return `Its owner ${owner} may not CONNECT to ${server.databaseName}.`;
    case 'not-owner': {
      const table = hypertables?.find(({ hypertableId }) => hypertableId === job.hypertableId);
      const follows = (server.timescale?.versionNumber ?? 0) >= OWNER_FOLLOWS_SINCE;
      return `Its owner ${owner} has no rights of ${table ? `${table.owner}, who owns ${table.schema}.${table.name}` : 'the owner of its hypertable'}: a policy has to have them.${follows ? '' : ' Before TimescaleDB 2.25.2 ALTER TABLE … OWNER TO leaves policies behind.'} ${anew}`;
    }
  }
}

/** A job that is deleted and added again is another one: that is told in words. */
function adviceOf(job: Job, problem: OwnerProblem, { server }: RuleContext): Advice | null {
  const { owner } = job;
  const { databaseName } = server;
  const deletesData = jobKind(job) === 'retention';
  if (problem === 'no-login')
    return roleAdvice(setRoleLogin(owner, true), setRoleLogin(owner, false), {
      deletesData,
      verify: { sql: readRoleLogin(owner), expect: 'true' },
      worsens: `Whoever has credentials of ${owner} can open sessions; without a password, and with pg_hba.conf as it should be, nobody can.`,
      role: `a role with CREATEROLE and ADMIN on ${owner}, or a superuser`,
    });
  if (problem === 'no-connect')
    return roleAdvice(grantConnect(databaseName, owner), revokeConnect(databaseName, owner), {
      deletesData,
      verify: { sql: readConnect(databaseName, owner), expect: 'true' },
      worsens: `${owner} can open sessions in ${databaseName}.`,
      role: `owner of the database ${databaseName}`,
    });
  return null;
}

function roleAdvice(
  step: Sql,
  undo: Sql,
  rest: Pick<Advice, 'verify' | 'worsens' | 'role' | 'deletesData'>,
): Advice {
  return {
    steps: [
      {
        sql: step,
        transaction: 'any',
        lock: { mode: 'none', on: 'catalog rows of the role', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [{ sql: undo, note: 'Sessions that were opened meanwhile stay.' }],
    notRehearsable: 'It changes what a role may do. A sandbox has other roles, and no worker that logs in.',
    note: 'The job runs at its next start; what it missed it makes up for then.',
    ...rest,
  };
}
