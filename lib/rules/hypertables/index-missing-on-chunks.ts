import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { counted } from '@/lib/format/count';
import type { RelationName } from '@/lib/sql/columnstore';
import {
  type ChunkBuild,
  countChunksWithout,
  countEqualRows,
  createChunkIndex,
  createHypertableIndex,
  dropChunkIndexIfThere,
  dropHypertableIndexIfThere,
  RUNNING_INDEX_BUILDS,
} from '@/lib/sql/hypertable-index';
import { type Advice, defineRule, type Finding, type Impact, type RuleContext } from '../rule';
import {
  besideWriters,
  buildDuration,
  buildFor,
  heapBytes,
  rebuildIndexSteps,
} from '../shared/indexes/index-steps';

/** Before it, CREATE INDEX ON ONLY built on the chunks all the same. */
const ONLY_SINCE = 2_012_000;
/** From it on, an index of the chunk counts by its definition, whoever made it. */
const MATCHES_SINCE = 2_022_000;

type Index = Row<'hypertableIndexes'>;

/**
 * Where few chunks lack it, each of these gets one. The owner of a hypertable may create nothing in the schema of its
 * chunks, and CREATE INDEX on the hypertable goes over all of them; so where most lack it, it is dropped and made again.
 * The new one cannot be made first: from 2.22 dropping the old one takes the new one from the chunks that lacked it.
 */
export default defineRule({
  meta: {
    id: 'hypertables/index-missing-on-chunks',
    title: 'Chunks lack an index of their hypertable',
    why: 'CREATE INDEX ON ONLY makes an index for chunks to come, and an interrupted build leaves one on some of them. Queries then scan the other chunks as a whole, although the hypertable shows the index; a unique one does not guard them.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/create_index',
    needs: ['hypertables', 'hypertableIndexes'],
    wants: ['chunks'],
    facts: {
      chunksWithout: { label: 'Chunks without it', source: 'pg_index of every chunk' },
      chunkIndexes: { label: 'Chunk indexes that there are', source: 'pg_index of every chunk' },
      rowHeapBytes: { label: 'Rows that a build reads', source: 'pg_relation_size of the chunks' },
    },
  },
  check({ hypertables, hypertableIndexes, chunks }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertableIndexes
      .filter(({ chunksWithout }) => chunksWithout > 0)
      .flatMap((index) => {
        const hypertable = hypertables.find(({ hypertableId }) => hypertableId === index.hypertableId);
        return hypertable ? [finding(hypertable, index, chunks, context)] : [];
      });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  index: Index,
  chunks: readonly Row<'chunks'>[] | null,
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const rowHeapBytes = chunks && heapBytes(chunksOf(chunks, hypertable.hypertableId));
  const advice = adviceOf(hypertable, index, chunks, context);
  return {
    subject: [schema, name, index.name],
    severity: index.isUnique ? 'critical' : 'warning',
    confidence: 'high',
    title: `Build the index ${index.name} on all chunks of ${schema}.${name}`,
    detail: `${counted(index.chunksWithout, 'chunk does', 'chunks do')} not carry it. ${reason(index)}`,
    facts: { chunksWithout: index.chunksWithout, chunkIndexes: index.chunkIndexes, rowHeapBytes },
    impact: impact(index),
    ...(advice && { advice }),
  };
}

function reason({ isValid, isConstraint }: Index): string {
  if (!isValid)
    return 'It is marked as not valid: a build with transaction_per_chunk was interrupted, or one is running now.';
  return isConstraint
    ? 'A constraint owns it, so it goes and comes back with that constraint only: ALTER TABLE … DROP CONSTRAINT, then ADD CONSTRAINT.'
    : 'It was created ON ONLY the hypertable, or dropped from these chunks; new chunks get it.';
}

function impact({ isUnique, chunksWithout }: Index): Impact {
  const without = counted(chunksWithout, 'chunk');
  return isUnique
    ? {
        prevents: 'equal rows in chunks that nothing guards',
        basis: `Nothing keeps equal rows out of ${without}, and INSERT … ON CONFLICT on this index fails there.`,
      }
    : {
        prevents: 'scans of whole chunks',
        basis: `Not estimated: how often queries need ${without} by this index is not known.`,
      };
}

function adviceOf(
  hypertable: Row<'hypertables'>,
  index: Index,
  chunks: readonly Row<'chunks'>[] | null,
  context: RuleContext,
): Advice | null {
  const { timescale } = context.server;
  if (!timescale || index.isConstraint) return null;
  const few = fewWithout(index, chunks, timescale.versionNumber);
  const advice = few.length > 0 ? addition(few, index, context) : rebuild(hypertable, index, chunks, context);
  return {
    ...advice,
    precheck: index.isUnique
      ? {
          sql: countEqualRows(few.length > 0 ? few : [relationOf(hypertable)], index),
          expect: '0 — no rows are equal',
        }
      : { sql: RUNNING_INDEX_BUILDS, expect: '0 — no index is being built' },
    verify: { sql: countChunksWithout(timescale, hypertable, index), expect: '0' },
  };
}

const relationOf = ({ relationSchema, relationName }: Row<'hypertables'>): RelationName => ({
  schema: relationSchema,
  name: relationName,
});

/**
 * The chunks that lack it, where they are all known and no more than those that carry it: then the index need not go
 * from those. None where the build on a chunk would not look at what it holds: a unique one passes over its columnstore.
 */
function fewWithout(
  { hypertableId, isUnique, isValid, chunkNamesWithout, chunksWithout, chunksWith }: Index,
  chunks: readonly Row<'chunks'>[] | null,
  versionNumber: number,
): readonly Row<'chunks'>[] {
  if (versionNumber < MATCHES_SINCE || !isValid || chunksWithout > chunksWith) return [];
  const named = new Set(chunkNamesWithout);
  const few = chunksOf(chunks ?? [], hypertableId).filter(({ name }) => named.has(name));
  const isCovered = few.length === chunksWithout && !(isUnique && few.some((one) => one.isCompressed));
  return isCovered ? few : [];
}

function addition(
  few: readonly Row<'chunks'>[],
  index: Index,
  { server: { engine } }: RuleContext,
): Omit<Advice, 'verify'> {
  // The embedded engine breaks at concurrent builds.
  const concurrently = engine === 'server';
  return {
    steps: few.map((chunk) => ({
      sql: createChunkIndex(chunk, index, concurrently),
      transaction: concurrently ? 'none' : 'own',
      lock: concurrently
        ? besideWriters(chunk.name)
        : { mode: 'Share', on: chunk.name, blocks: 'writes to this chunk' },
      ...(chunk.rowHeapBytes !== null && { duration: buildDuration(chunk.rowHeapBytes, concurrently) }),
      rewrites: false,
    })),
    undo: few.map((chunk) => ({ sql: dropChunkIndexIfThere(chunk, index, concurrently) })),
    worsens: 'On these chunks it takes disk, and time of each insert.',
    role: `superuser, or a role that owns the table and may create in the schema ${few[0]?.schema}`,
    deletesData: false,
    notRehearsable: 'In a sandbox all chunks lack an index that some lack here.',
    note: `${counted(index.chunksWith, 'chunk keeps its', 'chunks keep theirs')} meanwhile. TimescaleDB takes an index of the same definition on a chunk for this one, and drops it with it. An owner who is neither can drop the index and create it on the hypertable in one transaction.${index.isUnique ? ` ${EQUAL_ROWS}` : ''}${concurrently ? ' A build that failed leaves an index that is not valid: run the way back, then the step again.' : ''}`,
  };
}

function rebuild(
  hypertable: Row<'hypertables'>,
  index: Index,
  chunks: readonly Row<'chunks'>[] | null,
  { server }: RuleContext,
): Omit<Advice, 'verify'> {
  const rowHeapBytes = chunks && heapBytes(chunksOf(chunks, hypertable.hypertableId));
  const build = buildFor(index, server);
  return {
    steps: rebuildIndexSteps([index], hypertable, index, build, rowHeapBytes),
    undo: undo(hypertable, index, server.timescale?.versionNumber ?? 0),
    worsens: `${withoutMeanwhile(index)}On every chunk it takes disk, and time of each insert.`,
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: note(index, build, server),
  };
}

function withoutMeanwhile({ isUnique, chunkIndexes }: Index): string {
  if (isUnique) return 'Reads and writes of the hypertable wait until it is built. ';
  return chunkIndexes > 0
    ? 'Chunks that carry it now are without it until the second statement reaches them. '
    : '';
}

function undo(hypertable: Row<'hypertables'>, index: Index, versionNumber: number): Advice['undo'] {
  if (!index.isValid)
    return { impossible: 'A half-built index is no state to go back to; DROP INDEX removes it.' };
  if (versionNumber < ONLY_SINCE || hypertable.kind === 'continuous-aggregate')
    return {
      impossible:
        'ON ONLY is ignored here, so no statement makes an index that chunks lack; DROP INDEX removes it.',
    };
  if (index.isUnique && index.chunksWith > 0)
    return {
      impossible: `It would take the index from ${counted(index.chunksWith, 'chunk', 'chunks')} that it guards now; DROP INDEX removes it.`,
    };
  return [
    { sql: dropHypertableIndexIfThere(index.schema, index.name) },
    {
      sql: createHypertableIndex(hypertable, index, 'new'),
      note: 'Back to an index for new chunks only; chunks that carried it before do not get it back.',
    },
  ];
}

const EQUAL_ROWS =
  'Where the check finds equal rows, decide first which of them go: with them the build fails, and nothing changes.';

function note(index: Index, build: ChunkBuild, { engine, timescale }: RuleContext['server']): string {
  if (index.isUnique)
    return `A unique index cannot be built chunk by chunk, so one transaction drops it and builds it, or changes nothing: choose a time when nobody needs the hypertable. ${EQUAL_ROWS}`;
  const stops = 'Set lock_timeout first: a statement that waits stops everyone behind it.';
  const how =
    build === 'apart'
      ? 'An interrupted build leaves an index that is not valid, and this finding: run both statements again.'
      : 'It is built in one transaction: choose a time with few writes.';
  return engine === 'embedded' || (timescale?.versionNumber ?? 0) < MATCHES_SINCE
    ? `${stops} ${how}`
    : `${stops} ${how} A superuser can leave the index in place and add one of the same definition to single chunks with CREATE INDEX CONCURRENTLY: TimescaleDB counts it.`;
}
