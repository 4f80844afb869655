import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { readOverride, resetOverride, type SettingScope, setOverride } from '@/lib/sql/setting';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { jobImpact } from '../shared/jobs/job-impact';
import { jobName } from '../shared/jobs/job-name';
import { isDecompressionLimit, newestError } from '../shared/jobs/newest-error';

const LIMIT = 'timescaledb.max_tuples_decompressed_per_dml_transaction';
/** As TimescaleDB has it where nobody set another. */
const DEFAULT_LIMIT = 100_000;
/** A batch has up to a thousand rows, all of which count for one that is touched: twice would not last. */
const FACTOR = 10;

type Job = Row<'jobs'>;
type Artifacts = Needed<'jobs' | 'jobErrors', 'settings' | 'settingOverrides' | 'hypertables'>;

export default defineRule({
  meta: {
    id: 'columnstore/decompression-limit-hit',
    title: 'A job changes more compressed rows than one transaction may',
    why: 'An UPDATE or DELETE, or an INSERT that looks for conflicts, decompresses every batch that it touches. Beyond a limit TimescaleDB stops it, so that one statement does not fill the disk; a job that meets it fails every time.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/hypercore/modify-data-in-hypercore/',
    needs: ['jobs', 'jobErrors'],
    wants: ['settings', 'settingOverrides', 'hypertables'],
    facts: {
      limitRows: { label: 'Rows that one transaction may decompress', source: LIMIT },
      consecutiveFailures: {
        label: 'Failures of the job in a row',
        source: '_timescaledb_internal.bgw_job_stat',
      },
    },
  },
  check(artifacts, context) {
    const { jobs, jobErrors } = artifacts;
    if (jobs.length === 0) return { notApplicable: 'There is no background job' };
    return jobs.flatMap((job) => {
      const error = newestError(job, jobErrors);
      const isOver = (job.lastSucceededAt ?? '') > (error?.startedAt ?? '');
      return isDecompressionLimit(error) && !isOver && job.scheduled
        ? [finding(job, artifacts, context)]
        : [];
    });
  },
});

function finding(job: Job, artifacts: Artifacts, context: RuleContext): Finding {
  const limit = presentLimit(job, artifacts, context);
  return {
    subject: ['job', String(job.jobId)],
    severity: 'warning',
    confidence: 'high',
    title: `Let the ${jobName(job, artifacts.hypertables)} change fewer compressed rows at once, or more of them`,
    detail: `Its last run failed with “tuple decompression limit exceeded by operation”, ${counted(job.consecutiveFailures, 'failure')} in a row: a transaction may decompress ${count(limit)} rows. Smaller portions, or a WHERE by a segmentby column and by time, touch fewer batches; if it has to be so many, raise the limit for ${job.owner}.`,
    facts: { limitRows: limit, consecutiveFailures: job.consecutiveFailures },
    impact: jobImpact(job),
    advice: adviceOf(job, limit, artifacts, context),
  };
}

const scopeOf = ({ owner }: Job, { server }: RuleContext): SettingScope => ({
  databaseName: server.databaseName,
  roleName: owner,
});

function override({ databaseName, roleName }: SettingScope, { settingOverrides }: Artifacts): string | null {
  return (
    settingOverrides?.find(
      (row) => row.name === LIMIT && row.databaseName === databaseName && row.roleName === roleName,
    )?.setting ?? null
  );
}

/** What sessions of the job's owner get: the narrowest scope wins. */
function presentLimit(job: Job, artifacts: Artifacts, context: RuleContext): number {
  const scope = scopeOf(job, context);
  const set =
    override(scope, artifacts) ??
    override({ ...scope, databaseName: null }, artifacts) ??
    override({ ...scope, roleName: null }, artifacts) ??
    artifacts.settings?.find(({ name }) => name === LIMIT)?.setting;
  return Number(set ?? DEFAULT_LIMIT);
}

function adviceOf(job: Job, limit: number, artifacts: Artifacts, context: RuleContext): Advice {
  const scope = scopeOf(job, context);
  const before = override(scope, artifacts);
  const advised = String(FACTOR * (limit || DEFAULT_LIMIT));
  return {
    steps: [
      {
        sql: setOverride(scope, LIMIT, advised),
        transaction: 'any',
        lock: { mode: 'none', on: 'catalog rows of the role', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [{ sql: before === null ? resetOverride(scope, LIMIT) : setOverride(scope, LIMIT, before) }],
    verify: {
      sql: readOverride(scope, LIMIT),
      expect: `${advised} — counts for sessions that begin from now on, and so for the next run`,
    },
    worsens: `One statement of ${job.owner} may write up to ${count(Number(advised))} rows into the row store, and as much WAL.`,
    role: `a role with CREATEROLE and ADMIN on ${job.owner}, or a superuser`,
    deletesData: false,
    note: 'The rows stay beside the batches until the columnstore policy takes them in again. 0 would lift the limit: then a mistake decompresses a whole hypertable.',
  };
}
