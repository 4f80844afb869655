import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { pointBeforeNow, pointLiteral, refreshAggregate } from '@/lib/sql/continuous-aggregate';
import { literal } from '@/lib/sql/statement';
import type { Lock, RuleContext, Step } from '../../rule';

/** TimescaleDB's own diagnostic calls a range of more than 250 buckets large. */
const BUCKETS_PER_STEP = 250;
/** More statements than this nobody pastes one by one; each then takes more buckets. */
const MOST_STEPS = 10;
/** Grouping speed that the duration is estimated with. */
const BYTES_PER_SECOND = 50_000_000;

export interface RefreshSpan {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  /** Null begins at the first row of the source, which lies about at `firstUnits`. */
  readonly fromUnits: number | null;
  readonly firstUnits: number;
  readonly presentUnits: number;
  /** How far before the present it ends. */
  readonly endUnits: number;
  readonly bucketUnits: number;
  /** Bytes of the source in that span. */
  readonly sourceBytes: number;
}

/**
 * Refreshes a span, oldest part first, each part in a transaction of its own. Parts overlap by two buckets: a refresh
 * takes only the buckets that lie wholly inside, and where a bucket begins depends on its origin and zone.
 */
export function refreshSteps(span: RefreshSpan, context: RuleContext): Step[] {
  const { aggregate, axis, fromUnits, firstUnits, bucketUnits, sourceBytes } = span;
  const length = span.presentUnits - span.endUnits - firstUnits;
  const buckets = Math.max(1, Math.ceil(length / bucketUnits));
  const parts = Math.min(MOST_STEPS, Math.ceil(buckets / BUCKETS_PER_STEP));
  const perPart = Math.ceil(buckets / parts) * bucketUnits;
  const point = (units: number) => pointLiteral(units, axis.timeColumnType);
  const until = axis.isIntegerTime
    ? point(span.presentUnits - span.endUnits)
    : pointBeforeNow(Math.round(span.endUnits / 1_000_000), axis.timeColumnType);
  const first = fromUnits === null ? literal(null) : point(fromUnits);
  return Array.from({ length: parts }, (_, at) => ({
    sql: refreshAggregate(
      aggregate,
      at === 0 ? first : point(firstUnits + at * perPart - 2 * bucketUnits),
      at === parts - 1 ? until : point(firstUnits + (at + 1) * perPart),
    ),
    transaction: 'none' as const,
    lock: refreshLock(aggregate, context),
    duration: {
      seconds: Math.max(1, Math.ceil(sourceBytes / parts / BYTES_PER_SECOND)),
      basis: `${counted(Math.ceil(buckets / parts), 'bucket')} from about ${count(Math.round(sourceBytes / parts))} bytes of the source at 50 MB a second`,
    },
    rewrites: false,
  }));
}

/** Measured: 2.11 and 2.18 lock the materialization hypertable against other refreshes, 2.22 and 2.28 do not. */
export function refreshLock({ schema, name }: Row<'continuousAggregates'>, { server }: RuleContext): Lock {
  const on = `the materialization hypertable of ${schema}.${name}`;
  return (server.timescale?.versionNumber ?? 0) < 2_021_000
    ? { mode: 'Exclusive', on, blocks: 'other refreshes of it; reads go on' }
    : { mode: 'RowExclusive', on, blocks: 'nothing but overlapping refreshes' };
}
