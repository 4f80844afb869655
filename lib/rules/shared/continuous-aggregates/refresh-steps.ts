import type { Row } from '@/lib/collect/snapshot';
import type { TimescaleFacts } from '@/lib/db/server';
import { count, counted } from '@/lib/format/count';
import type { RelationName } from '@/lib/sql/columnstore';
import { pointBeforeNow, pointLiteral, refreshAggregate } from '@/lib/sql/continuous-aggregate';
import { literal } from '@/lib/sql/statement';
import type { Lock, Step } from '../../rule';

/** TimescaleDB's own diagnostic calls a range of more than 250 buckets large. */
const BUCKETS_PER_STEP = 250;
/** More statements than this nobody pastes one by one; each then takes more buckets. */
const MOST_STEPS = 10;
/** Grouping speed that the duration is estimated with. */
const BYTES_PER_SECOND = 50_000_000;

export interface RefreshSpan {
  readonly aggregate: RelationName;
  readonly axis: Pick<Row<'hypertables'>, 'isIntegerTime' | 'timeColumnType'>;
  /** Null begins at the first row of the source, which lies about at `firstUnits`. */
  readonly fromUnits: number | null;
  readonly firstUnits: number;
  readonly untilUnits: number;
  /** How far before the present that is, where the end is to move with the clock; null keeps it where it is. */
  readonly endUnits: number | null;
  readonly bucketUnits: number;
  /** Bytes of the source in that span. */
  readonly sourceBytes: number;
}

/** What of a rule's context the lock of a refresh depends on. */
export interface RefreshContext {
  readonly server: { readonly timescale: Pick<TimescaleFacts, 'versionNumber'> | null };
}

/**
 * Refreshes a span, oldest part first, each part in a transaction of its own. Parts overlap by two buckets: a refresh
 * takes only the buckets that lie wholly inside, and where a bucket begins depends on its origin and zone.
 */
export function refreshSteps(span: RefreshSpan, context: RefreshContext): Step[] {
  const { aggregate, axis, fromUnits, firstUnits, untilUnits, endUnits, bucketUnits, sourceBytes } = span;
  const length = untilUnits - firstUnits;
  const buckets = Math.max(1, Math.ceil(length / bucketUnits));
  const parts = Math.min(MOST_STEPS, Math.ceil(buckets / BUCKETS_PER_STEP));
  const perPart = Math.ceil(buckets / parts) * bucketUnits;
  const point = (units: number) => pointLiteral(units, axis.timeColumnType);
  const until =
    axis.isIntegerTime || endUnits === null
      ? point(untilUnits)
      : pointBeforeNow(Math.round(endUnits / 1_000_000), axis.timeColumnType);
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
export function refreshLock({ schema, name }: RelationName, { server }: RefreshContext): Lock {
  const on = `the materialization hypertable of ${schema}.${name}`;
  return (server.timescale?.versionNumber ?? 0) < 2_021_000
    ? { mode: 'Exclusive', on, blocks: 'other refreshes of it; reads go on' }
    : { mode: 'RowExclusive', on, blocks: 'nothing but overlapping refreshes' };
}
