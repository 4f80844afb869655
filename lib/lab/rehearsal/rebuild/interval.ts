import type { Row } from '@/lib/collect/snapshot';
import { literal, type Sql, sql } from '@/lib/sql/statement';

/** The width of a chunk as an argument: an interval, or a number of integer units. */
export function intervalOf({
  chunkIntervalSeconds,
  chunkIntervalUnits,
}: Pick<Row<'dimensions'>, 'chunkIntervalSeconds' | 'chunkIntervalUnits'>): Sql {
  return chunkIntervalSeconds === null
    ? sql`${literal(String(BigInt(chunkIntervalUnits ?? 1)))}::bigint`
    : sql`INTERVAL ${literal(`${chunkIntervalSeconds} seconds`)}`;
}
