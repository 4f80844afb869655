import type { Row } from '@/lib/collect/snapshot';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { chunkInterval, setChunkInterval } from '@/lib/sql/chunk-interval';
import type { IntegerType, Span } from '@/lib/sql/span';
import type { Sql } from '@/lib/sql/statement';
import type { Advice } from '../../rule';

/** Gives chunks that are made from now on another interval, in units of the hypertable's time. */
export function intervalAdvice(
  hypertable: Row<'hypertables'>,
  interval: number,
  { worsens, note }: { readonly worsens: string; readonly note: string },
): Advice {
  const present = intervalUnits(hypertable) ?? 0;
  return {
    steps: [
      {
        sql: setTo(hypertable, interval),
        transaction: 'any',
        lock: { mode: 'none', on: 'catalog row of the dimension', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [
      { sql: setTo(hypertable, present), note: 'Chunks that were made meanwhile keep the range they have.' },
    ],
    verify: {
      sql: chunkInterval(hypertable.hypertableId),
      expect: `${Math.round(interval)} — ${hypertable.isIntegerTime ? 'units' : 'microseconds'}`,
    },
    worsens,
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note,
  };
}

function setTo(hypertable: Row<'hypertables'>, interval: number): Sql {
  const { relationSchema, relationName, dimensionCount, timeColumn } = hypertable;
  return setChunkInterval(
    { schema: relationSchema, name: relationName },
    exactSpan(hypertable, interval),
    dimensionCount > 1 ? timeColumn : undefined,
  );
}

/** To the microsecond, so that the undo gives back exactly what was there. */
function exactSpan({ isIntegerTime, timeColumnType }: Row<'hypertables'>, interval: number): Span {
  return isIntegerTime
    ? { units: interval, integerType: timeColumnType as IntegerType }
    : { seconds: interval / 1_000_000 };
}
