import type { Row } from '@/lib/collect/snapshot';
import { duration } from '@/lib/format/duration';
import { addReorderPolicy, countReorderPolicies, removeReorderPolicy } from '@/lib/sql/reorder';
import { type Advice, defineRule, type Finding, type Needed } from '../rule';

type Hypertable = Row<'hypertables'>;
type Policy = Row<'policies'>;
type Artifacts = Needed<'hypertables' | 'policies', 'hypertableIndexes'>;

interface Useless {
  readonly hypertable: Hypertable;
  readonly reorder: Policy;
  readonly index: string;
  /** The columnstore policy that comes first; null where the index is gone. */
  readonly columnstore: Policy | null;
}

export default defineRule({
  meta: {
    id: 'jobs/reorder-useless',
    title: 'A reorder policy has nothing that it could order',
    why: 'A reorder policy orders the rows of chunks by an index, and takes only chunks that are not in the columnstore. Where its index is gone every run fails, and where the columnstore takes each chunk first no run does anything.',
    source: 'https://github.com/timescale/timescaledb/blob/2.28.3/tsl/src/bgw_policy/job.c',
    needs: ['hypertables', 'policies'],
    wants: ['hypertableIndexes'],
    facts: {
      columnstoreAfterSeconds: {
        label: 'The columnstore takes chunks that ended before',
        source: 'timescaledb_information.jobs',
      },
      chunkIntervalSeconds: { label: 'Chunk interval', source: 'timescaledb_information.dimensions' },
    },
  },
  check(artifacts) {
    const reorders = artifacts.policies.filter(({ kind, scheduled }) => kind === 'reorder' && scheduled);
    if (reorders.length === 0) return { notApplicable: 'There is no reorder policy' };
    return reorders.flatMap((reorder) => uselessOf(reorder, artifacts)).map(finding);
  },
});

function uselessOf(reorder: Policy, { hypertables, policies, hypertableIndexes }: Artifacts): Useless[] {
  const hypertable = hypertables.find(({ hypertableId }) => hypertableId === reorder.hypertableId);
  const index = reorder.config.index_name;
  if (!hypertable || typeof index !== 'string') return [];
  const own = hypertableIndexes?.filter(({ hypertableId }) => hypertableId === reorder.hypertableId);
  if (own && !own.some(({ name }) => name === index))
    return [{ hypertable, reorder, index, columnstore: null }];
  const columnstore = policies.find(
    (one) =>
      one.kind === 'columnstore' &&
      one.scheduled &&
      one.hypertableId === reorder.hypertableId &&
      comesFirst(one, hypertable),
  );
  return columnstore ? [{ hypertable, reorder, index, columnstore }] : [];
}

/**
 * The policy leaves out the newest chunks: it takes one at the earliest when the second after it has begun (2.11, later
 * releases wait for one more), which is an interval after its end.
 */
function comesFirst({ byCreation, afterSeconds, afterUnits }: Policy, hypertable: Hypertable): boolean {
  const after = hypertable.isIntegerTime ? afterUnits : afterSeconds;
  const interval = hypertable.isIntegerTime ? hypertable.chunkIntervalUnits : hypertable.chunkIntervalSeconds;
  return !byCreation && after !== null && interval !== null && after <= interval;
}

function finding(useless: Useless): Finding {
  const { hypertable, reorder, index, columnstore } = useless;
  const { schema, name, chunkIntervalSeconds } = hypertable;
  const after = columnstore?.afterSeconds ?? null;
  return {
    subject: [schema, name],
    severity: columnstore ? 'notice' : 'warning',
    confidence: 'high',
    title: `Remove the reorder policy of ${schema}.${name}, which orders nothing`,
    detail: columnstore
      ? `The columnstore policy takes chunks ${after === null ? `${columnstore.afterUnits} units` : duration(after)} after their end. Reordering leaves the newest chunks alone and comes an interval after that end at the earliest${chunkIntervalSeconds === null ? '' : `, which is ${duration(chunkIntervalSeconds)}`}: each chunk is in the columnstore by then, which has an order of its own.`
      : `Job ${reorder.jobId} orders chunks by the index ${index}, and ${schema}.${name} has none of this name: it was dropped, or got another name. Every run ends in an error. To go on ordering, remove the policy and add one for an index that is there.`,
    facts: { columnstoreAfterSeconds: after, chunkIntervalSeconds },
    impact: {
      prevents: columnstore ? 'a job that starts for nothing' : 'a job that fails each time',
      basis: columnstore
        ? 'The age of the columnstore policy is not above the chunk interval.'
        : `${index} is not among the indexes of the hypertable.`,
    },
    advice: advice(useless),
  };
}

function advice({ hypertable, index, columnstore }: Useless): Advice {
  const { schema, name, relationSchema, relationName, hypertableId } = hypertable;
  // Of a continuous aggregate the policy is for the table, not for the view.
  const place = { schema: relationSchema, name: relationName };
  return {
    steps: [
      {
        sql: removeReorderPolicy(place),
        transaction: 'any',
        lock: { mode: 'RowExclusive', on: 'the catalog rows of the job', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'removes catalog rows' },
        rewrites: false,
      },
    ],
    undo: columnstore
      ? [
          {
            sql: addReorderPolicy(place, index),
            note: 'It is a new job, with a new number and the schedule that TimescaleDB gives it.',
          },
        ]
      : { impossible: 'No policy can be added for an index that is gone.' },
    verify: { sql: countReorderPolicies(hypertableId), expect: '0' },
    role: `owner of ${schema}.${name}`,
    deletesData: false,
  };
}
