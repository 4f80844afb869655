import type { Row } from '@/lib/collect/snapshot';
import { asSpan } from '@/lib/derive/policy-distance';
import {
  addRetentionPolicy,
  type ChunkAge,
  countChunks,
  countRetentionPolicies,
  dropChunks,
  integerPointBefore,
  intervalLiteral,
  listChunks,
  removeRetentionPolicy,
} from '@/lib/sql/retention';
import { spanLiteral } from '@/lib/sql/span';
import { literal, type Sql } from '@/lib/sql/statement';
import { distanceText } from '../../distance';
import type { Advice, Check, RuleContext, Step } from '../../rule';
import { jobStep } from '../jobs/job-step';

/** What dropping chunks locks, for the notes of advice. */
export const DROP_LOCKS =
  'Each dropped chunk is locked AccessExclusive, and so is every table that its foreign keys name, for a moment.';

/** A step that deletes chunks. */
export function dropStep(sql: Sql, chunks: number): Step {
  return {
    sql,
    transaction: 'own',
    lock: {
      mode: 'AccessExclusive',
      on: 'each chunk that is dropped',
      blocks: 'reads and writes of these chunks',
    },
    duration: {
      seconds: Math.max(1, Math.ceil(chunks / 10)),
      basis: `${chunks} chunks at ten a second: catalog rows, and files to unlink; waiting for locks not counted`,
    },
    rewrites: false,
  };
}

/** `known` chunks, held against the list of those that `who` names. */
export function dryRun(hypertable: Row<'hypertables'>, age: ChunkAge, known: number, who: string): Check {
  return known === 0
    ? { sql: countChunks(hypertable, age), expect: `0 — the chunks that ${who}` }
    : {
        sql: listChunks(hypertable, age),
        expect: `${known} — the chunks that ${who}; the second column names them`,
      };
}

/**
 * Keeps `keep` units of the hypertable's time: a policy, or `drop_chunks` for cron where the licence has no policies.
 * Null for integer time without its "now" function, which neither can do without.
 */
export function retentionAdvice(
  hypertable: Row<'hypertables'>,
  keep: number,
  deletableChunks: number,
  { server: { timescale } }: RuleContext,
): Advice | null {
  if (!timescale || (hypertable.isIntegerTime && !hypertable.integerNowFunction)) return null;
  const after = spanLiteral(asSpan(keep, hypertable));
  const age: ChunkAge = {
    olderThan: hypertable.integerNowFunction
      ? integerPointBefore(hypertable.integerNowFunction, after)
      : after,
  };
  const common = {
    precheck: dryRun(hypertable, age, deletableChunks, 'it would delete now'),
    worsens: `Rows older than ${distanceText(keep, hypertable.isIntegerTime)} are deleted for good, and so is every answer that needs them.`,
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: true,
  };
  if (timescale.license === 'apache')
    return {
      ...common,
      steps: [dropStep(dropChunks(hypertable, age), deletableChunks)],
      undo: { impossible: 'Dropped chunks are deleted; only a backup still has them.' },
      verify: { sql: countChunks(hypertable, age), expect: '0' },
      note: `The Apache licence has no retention policies: let cron run this statement once a day. ${DROP_LOCKS}`,
    };
  return {
    ...common,
    steps: [jobStep(addRetentionPolicy(hypertable, after))],
    undo: [
      {
        sql: removeRetentionPolicy(hypertable),
        note: 'Stops further deletion; chunks that the policy has dropped meanwhile do not come back.',
      },
    ],
    verify: {
      sql: countRetentionPolicies(hypertable.hypertableId),
      expect: '1 — one policy job',
    },
    note: `The age above is a proposal: how long rows must be kept is yours to say. The first run starts at once. ${DROP_LOCKS} Continuous aggregates keep their buckets only while their refresh window ends inside of what is kept.`,
  };
}

/**
 * Which chunks a retention policy drops, in its own words, so that a month stays a month. Null for integer time
 * without its "now" function.
 */
export function policyChunkAge(
  { config }: Row<'policies'>,
  { integerNowFunction }: Row<'hypertables'>,
): ChunkAge | null {
  const { drop_after: after, drop_created_before: createdBefore } = config;
  if (typeof createdBefore === 'string') return { createdBefore: intervalLiteral(createdBefore) };
  if (typeof after === 'string') return { olderThan: intervalLiteral(after) };
  if (typeof after !== 'number' || !integerNowFunction) return null;
  return { olderThan: integerPointBefore(integerNowFunction, literal(after)) };
}
