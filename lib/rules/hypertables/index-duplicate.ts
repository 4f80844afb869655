import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countChunksWithout } from '@/lib/sql/hypertable-index';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { dropIndexAdvice } from '../shared/indexes/drop-advice';
import {
  type HypertableReplacement,
  hypertableReplacementOf,
} from '../shared/indexes/hypertable-replacement';
import { buildFor, heapBytes, rebuildIndexSteps } from '../shared/indexes/index-steps';

/** Our grading: an index that begins like a longer one is smaller than it, so it is worth a person's time only when large. */
const LARGE_BYTES = 100_000_000;
/** From it on chunks carry an index by its definition, whoever made it: equal indexes share one on new chunks. */
const MATCHES_SINCE = 2_022_000;

type Index = Row<'hypertableIndexes'>;

interface Duplicate extends HypertableReplacement {
  readonly hypertable: Row<'hypertables'>;
  readonly index: Index;
}

export default defineRule({
  meta: {
    id: 'hypertables/index-duplicate',
    title: 'An index does what another one does',
    why: 'Every insert writes each index of its chunk. One with the same columns as another, or with the first columns of it, takes disk, memory and time of each insert, and no query needs it.',
    source: 'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
    needs: ['hypertables', 'hypertableIndexes'],
    wants: ['chunks'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_relation_size of its chunk indexes' },
      keptBytes: { label: 'Size of the one that stays', source: 'pg_relation_size of its chunk indexes' },
      chunkIndexes: { label: 'Chunk indexes that it adds', source: 'pg_index of every chunk' },
      scans: { label: 'Scans of it', source: 'pg_stat_get_numscans, all chunks' },
    },
  },
  check({ hypertables, hypertableIndexes, chunks }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertables
      .flatMap((hypertable) => {
        const own = hypertableIndexes.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
        return own.flatMap((index) => {
          const replacement = hypertableReplacementOf(index, own);
          return replacement ? [{ ...replacement, hypertable, index }] : [];
        });
      })
      .filter((duplicate) => addedIndexes(duplicate, context) > 0)
      .filter(
        (duplicate) => duplicate.isEqual || duplicate.index.totalBytes >= byteThreshold(LARGE_BYTES, context),
      )
      .map((duplicate) => finding(duplicate, chunks, context));
  },
});

/** Whether chunks take one index for both. */
const isShared = ({ index, kept }: Duplicate, { server: { timescale } }: RuleContext) =>
  (timescale?.versionNumber ?? 0) >= MATCHES_SINCE && index.structure === kept.structure;

/** Where chunks share one, only those that were there before the second was made carry two. */
function addedIndexes(duplicate: Duplicate, context: RuleContext): number {
  const { chunkIndexes, chunksWith } = duplicate.index;
  return isShared(duplicate, context) ? chunkIndexes - chunksWith : chunkIndexes;
}

function finding(
  duplicate: Duplicate,
  chunks: readonly Row<'chunks'>[] | null,
  context: RuleContext,
): Finding {
  const { hypertable, index, kept, isEqual: equal } = duplicate;
  const { schema, name } = hypertable;
  const added = addedIndexes(duplicate, context);
  const indexBytes = Math.round((index.totalBytes * added) / Math.max(1, index.chunkIndexes));
  const advice = adviceOf(duplicate, chunks, context);
  return {
    subject: [schema, name, index.name],
    severity: 'notice',
    confidence: equal ? 'high' : 'medium',
    title: `Drop the index ${index.name} of ${schema}.${name}, which ${kept.name} replaces`,
    detail: `${index.name} ${equal ? 'has the same columns as' : 'has the first columns of'} ${kept.name}. It is on ${counted(added, 'chunk')} (${bytes(indexBytes)}).${isShared(duplicate, context) && !isOnEvery(duplicate) ? ' Newer chunks carry one index for both, and dropping either takes it from them: so both go, and one is built again.' : ''}`,
    facts: { indexBytes, keptBytes: kept.totalBytes, chunkIndexes: added, scans: index.scans },
    impact: {
      bytesSaved: { low: indexBytes, high: indexBytes },
      basis: `${counted(added, 'chunk index', 'chunk indexes')} with ${count(indexBytes)} bytes; ${kept.name} stays.`,
    },
    ...(advice && { advice }),
  };
}

/** Whether each chunk carries one for each of the two. */
const isOnEvery = ({ index }: Duplicate) => index.chunkIndexes === 2 * index.chunksWith;

function adviceOf(
  duplicate: Duplicate,
  chunks: readonly Row<'chunks'>[] | null,
  context: RuleContext,
): Advice | null {
  const { hypertable, index, kept, isEqual: equal } = duplicate;
  const { server } = context;
  const simple = dropIndexAdvice(
    hypertable,
    index,
    {
      worsens: equal
        ? 'Nothing: the other index serves the same queries.'
        : `Queries that were served by it read ${kept.name}, which is larger for each row.`,
      note: `Hints that name the index need the name of the other one.`,
    },
    context,
  );
  if (!isShared(duplicate, context) || !server.timescale) return simple;
  const verify = {
    sql: countChunksWithout(server.timescale, hypertable, kept),
    expect: `0 — every chunk carries ${kept.name}`,
  };
  if (isOnEvery(duplicate))
    return {
      ...simple,
      verify,
      notRehearsable: 'The chunks of a sandbox are made after both indexes, so they carry one for both.',
    };
  if (kept.isConstraint) return null;
  const rowHeapBytes = chunks && heapBytes(chunksOf(chunks, hypertable.hypertableId));
  return {
    ...simple,
    steps: rebuildIndexSteps([index, kept], hypertable, kept, buildFor(kept, server), rowHeapBytes),
    verify,
    worsens: kept.isUnique
      ? 'Reads and writes of the hypertable wait until it is built again.'
      : 'Until it is built again, queries scan the chunks that it has not reached.',
  };
}
