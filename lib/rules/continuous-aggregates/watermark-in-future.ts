import type { Row } from '@/lib/collect/snapshot';
import { widestBucketUnits } from '@/lib/derive/aggregate-axis';
import { duration } from '@/lib/format/duration';
import { defineRule, type Finding, type RuleContext } from '../rule';

/** A refresh without an end moves the watermark to the end of the present bucket, which is as it should be. */
const PRESENT_BUCKETS = 1;
/** Clocks of servers and devices differ by less. */
const CLOCK_UNITS = 60_000_000;

export default defineRule({
  meta: {
    id: 'continuous-aggregates/watermark-in-future',
    title: 'The watermark of an aggregate lies in the future',
    why: 'A real-time aggregate computes only what is newer than its watermark. Rows that arrive now are older than a watermark of tomorrow, so that they are missing until a refresh takes them over.',
    source: 'https://docs.tigerdata.com/use-timescale/latest/continuous-aggregates/troubleshooting/',
    needs: ['hypertables', 'continuousAggregates'],
    facts: {
      aheadSeconds: {
        label: 'Ahead of now',
        source: '_timescaledb_catalog.continuous_aggs_watermark',
      },
      bucketSeconds: { label: 'Bucket', source: '_timescaledb_catalog.continuous_aggs_bucket_function' },
    },
  },
  check({ hypertables, continuousAggregates }, context) {
    const integers = new Set(
      hypertables.filter(({ isIntegerTime }) => isIntegerTime).map(({ hypertableId }) => hypertableId),
    );
    // Integer time has no clock that a monitor may read.
    const timed = continuousAggregates.filter(({ hypertableId }) => !integers.has(hypertableId));
    if (timed.length === 0) return { notApplicable: 'There is no continuous aggregate by time' };
    return timed.flatMap((aggregate) => finding(aggregate, context) ?? []);
  },
});

function finding(aggregate: Row<'continuousAggregates'>, { nowMs }: RuleContext): Finding | null {
  const { schema, name, watermarkUnits, isMaterializedOnly } = aggregate;
  const bucket = widestBucketUnits(aggregate);
  const ahead = watermarkUnits === null ? 0 : watermarkUnits - nowMs * 1_000;
  if (bucket === null || ahead <= PRESENT_BUCKETS * bucket + CLOCK_UNITS) return null;
  return {
    subject: [schema, name],
    severity: isMaterializedOnly ? 'notice' : 'warning',
    confidence: 'high',
    title: `Bring the watermark of ${schema}.${name} back to the present`,
    detail: `It is ${duration(ahead / 1_000_000)} ahead, where a bucket explains ${duration(bucket / 1_000_000)}. ${
      isMaterializedOnly
        ? 'That harms nothing while the aggregate answers with materialised rows only; made real-time, it would leave out the newest.'
        : 'Rows of that time are left out of its answers until a refresh materialises them.'
    } Rows with a time in the future were materialised. No statement takes a watermark back: delete these rows from the source, or mend what writes them, give the refresh policy an end_offset of a bucket or more, and create the aggregate anew WITH NO DATA. Where the source no longer has all rows, keep the old one beside it.`,
    facts: { aheadSeconds: ahead / 1_000_000, bucketSeconds: bucket / 1_000_000 },
    impact: {
      prevents: isMaterializedOnly
        ? 'a surprise when it is made real-time'
        : 'answers that lack the newest rows',
      basis: 'Not estimated: it depends on how often the aggregate is refreshed.',
    },
  };
}
