import type { Row } from '@/lib/collect/snapshot';
import { sourceChunks } from '@/lib/derive/aggregate-axis';
import { longestUnits } from '@/lib/derive/calendar-span';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { asConfigValue, endDistance } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { proposeRefreshWindow } from '@/lib/derive/refresh-window';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { distanceFact, distanceText } from '../distance';
import { type Advice, defineRule, type Finding, type Needed, type RuleContext } from '../rule';
import { changePolicies } from '../shared/jobs/change-policy';

/** Our grading: aggregating a gigabyte takes seconds, in every query that asks for the newest rows. */
const LARGE_BYTES = 1_000_000_000;
/** An end_offset of less than twice what is advised is a choice. */
const LEAST_FACTOR = 2;

type Artifacts = Needed<'hypertables' | 'chunks' | 'policies' | 'continuousAggregates', never>;

interface Tail {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  readonly policy: Row<'policies'>;
  readonly end: number;
  readonly nearer: number;
  /** Of the source, newer than the end of the window, and of it what a nearer end would materialise. */
  readonly tailBytes: number;
  readonly sparedBytes: number;
}

/** An aggregate that lags behind its policy is `lag-high`; this is what the policy itself leaves out. */
export default defineRule({
  meta: {
    id: 'continuous-aggregates/real-time-tail-large',
    title: 'A real-time aggregate computes much in every query',
    why: 'What is newer than the end of the refresh window is aggregated anew by each query that reaches it. Where the window ends long ago, that is most of the work which the aggregate was made to spare.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/real-time-aggregates/',
    needs: ['hypertables', 'chunks', 'policies', 'continuousAggregates'],
    facts: {
      tailBytes: { label: 'Source rows that queries aggregate', source: 'pg_total_relation_size' },
      endOffsetSeconds: { label: 'Window ends before now', source: 'timescaledb_information.jobs.config' },
      endOffsetUnits: { label: 'Window ends before now', source: 'timescaledb_information.jobs.config' },
    },
  },
  check(artifacts, context) {
    const realTime = artifacts.continuousAggregates.filter(({ isMaterializedOnly }) => !isMaterializedOnly);
    if (realTime.length === 0) return { notApplicable: 'There is no real-time aggregate' };
    return realTime
      .flatMap((aggregate) => tailOf(aggregate, artifacts, context.nowMs) ?? [])
      .filter(({ sparedBytes }) => sparedBytes >= byteThreshold(LARGE_BYTES, context))
      .map((tail) => finding(tail, context));
  },
});

function tailOf(
  aggregate: Row<'continuousAggregates'>,
  { hypertables, chunks, policies }: Artifacts,
  nowMs: number,
): Tail | null {
  const axis = hypertables.find(({ hypertableId }) => hypertableId === aggregate.hypertableId);
  const [nearest] = policies
    .filter((one) => one.kind === 'refresh' && one.scheduled && one.hypertableId === aggregate.hypertableId)
    .flatMap((policy) => {
      const distance = endDistance(policy);
      return distance ? [{ policy, end: longestUnits(distance) }] : [];
    })
    .sort((a, b) => a.end - b.end);
  const source = sourceChunks(aggregate, chunks);
  const present = axis ? presentUnits(axis, source, nowMs) : null;
  const nearer = proposeRefreshWindow(aggregate, hypertables, policies)?.endUnits;
  if (!axis || !nearest || present === null || nearer === undefined) return null;
  const { policy, end } = nearest;
  if (end < LEAST_FACTOR * nearer) return null;
  const tailBytes = bytesBetween(source, present - end, present);
  const sparedBytes = tailBytes - bytesBetween(source, present - nearer, present);
  return { aggregate, axis, policy, end, nearer, tailBytes, sparedBytes };
}

/** Bytes of chunks in a span, as if each held its rows evenly up to now. */
function bytesBetween(chunks: readonly Row<'chunks'>[], from: number, until: number): number {
  return chunks.reduce((sum, chunk) => {
    const start = chunk.rangeStartUnits ?? from;
    const end = Math.min(chunk.rangeEndUnits ?? until, until);
    const inside = Math.max(0, end - Math.max(start, from));
    return end > start ? sum + (chunkBytes([chunk]) * inside) / (end - start) : sum;
  }, 0);
}

function finding(tail: Tail, { server }: RuleContext): Finding {
  const { aggregate, axis, end, nearer, tailBytes, sparedBytes } = tail;
  const { schema, name } = aggregate;
  const words = (units: number) => distanceText(units, axis.isIntegerTime);
  return {
    subject: [schema, name],
    severity: 'notice',
    // Which queries reach the newest rows is not in the catalog, and rows are seldom spread evenly.
    confidence: 'medium',
    title: `Materialise ${schema}.${name} up to ${words(nearer)} ago`,
    detail: `It is real-time, and its refresh window ends ${words(end)} ago: each query of the newest rows aggregates about ${bytes(tailBytes)} of its source. Where rows of that time still change much, ALTER MATERIALIZED VIEW … SET (timescaledb.materialized_only = true) spares it too, at the price of answers without them.`,
    facts: { tailBytes: Math.round(tailBytes), ...distanceFact('endOffset', end, axis.isIntegerTime) },
    impact: {
      prevents: 'aggregating the same rows in every query',
      basis: `About ${count(Math.round(sparedBytes))} bytes of the source lie between ${words(end)} and ${words(nearer)} ago, if rows are spread evenly over their chunks.`,
    },
    ...(server.timescale?.license === 'timescale' && { advice: endNearer(tail) }),
  };
}

function endNearer({ aggregate, axis, policy, nearer }: Tail): Advice {
  return changePolicies([policy], 'end_offset', asConfigValue(nearer, axis), {
    worsens: 'Buckets that still change are computed again by the refreshes that follow.',
    owner: aggregate.owner,
    note: 'The next run materialises the rest.',
  });
}
