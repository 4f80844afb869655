import type { Row } from '@/lib/collect/snapshot';
import { sourceChunks } from '@/lib/derive/aggregate-axis';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { refreshedPast } from '@/lib/sql/continuous-aggregate';
import type { Advice, RuleContext } from '../../rule';
import { refreshSteps } from './refresh-steps';

interface Behind {
  readonly aggregate: Row<'continuousAggregates'>;
  readonly axis: Row<'hypertables'>;
  /** How far refreshes have looked. */
  readonly refreshed: number;
  /** How far they could. */
  readonly until: number;
  /** What is left out before that. */
  readonly endUnits: number;
  readonly bucketUnits: number;
}

/** Refreshes what no refresh has looked at yet, from where the last one ended. */
export function catchUp(
  { aggregate, axis, refreshed, until, endUnits, bucketUnits }: Behind,
  chunks: readonly Row<'chunks'>[],
  { expect, note }: { readonly expect: string; readonly note: string },
  context: RuleContext,
): Advice {
  const waiting = sourceChunks(aggregate, chunks).filter(
    ({ rangeEndUnits }) => rangeEndUnits === null || rangeEndUnits > refreshed,
  );
  return {
    steps: refreshSteps(
      {
        aggregate,
        axis,
        fromUnits: refreshed,
        firstUnits: refreshed,
        untilUnits: until - endUnits,
        endUnits,
        bucketUnits,
        sourceBytes: chunkBytes(waiting),
      },
      context,
    ),
    undo: { impossible: 'Nothing is lost: the aggregate then says what its source says.' },
    verify: { sql: refreshedPast(aggregate.hypertableId, refreshed), expect },
    worsens: 'Reads and aggregates the waiting part of the source while it runs.',
    role: `owner of ${aggregate.schema}.${aggregate.name}`,
    deletesData: false,
    note,
  };
}
