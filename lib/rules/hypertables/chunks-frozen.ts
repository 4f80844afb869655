import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { countChunksInState } from '@/lib/sql/chunk-conversion';
import { freezeChunks, unfreezeChunks } from '@/lib/sql/frozen-chunks';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';

/** Names of more chunks than these nobody reads; the next snapshot names the next ones. */
const MOST_CHUNKS = 50;

/** Who froze a chunk, and whether it is still meant, no catalog says: so this is never more than a notice. */
export default defineRule({
  meta: {
    id: 'hypertables/chunks-frozen',
    title: 'Chunks are frozen',
    why: 'A frozen chunk refuses inserts, its policies pass it over, and dropping it fails. It stays so until somebody unfreezes it, long after the reason is forgotten.',
    source: 'https://github.com/timescale/timescaledb/blob/2.23.0/src/chunk.h',
    needs: ['hypertables', 'chunks'],
    facts: {
      frozenChunks: { label: 'Frozen chunks', source: '_timescaledb_catalog.chunk.status' },
      chunks: { label: 'Of so many', source: '_timescaledb_catalog.chunk' },
      frozenBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertables.flatMap((hypertable) => {
      const own = chunksOf(chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered);
      const frozen = own.filter(({ isFrozen }) => isFrozen);
      return frozen.length > 0 ? [finding(hypertable, frozen, own.length, context)] : [];
    });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  frozen: readonly Row<'chunks'>[],
  chunkCount: number,
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const frozenBytes = chunkBytes(frozen);
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'low',
    title: `Unfreeze chunks of ${schema}.${name}, if they are not meant to stay so`,
    detail: `${counted(frozen.length, 'chunk')} of ${chunkCount} (${bytes(frozenBytes)}) ${frozen.length === 1 ? 'is' : 'are'} frozen. Rows for ${frozen.length === 1 ? 'its' : 'their'} time are refused, and neither columnstore nor retention touches ${frozen.length === 1 ? 'it' : 'them'}.`,
    facts: { frozenChunks: frozen.length, chunks: chunkCount, frozenBytes },
    impact: {
      prevents: 'late rows that are refused, and chunks that outlive their policies',
      basis: 'Not estimated: why they were frozen is not in SQL.',
    },
    ...adviceOf(hypertable, frozen, context),
  };
}

function adviceOf(
  { schema, name }: Row<'hypertables'>,
  frozen: readonly Row<'chunks'>[],
  { server: { timescale } }: RuleContext,
): { readonly advice?: Advice } {
  if (timescale?.license !== 'timescale') return {};
  const taken = frozen.slice(0, MOST_CHUNKS);
  const ids = taken.map(({ chunkId }) => chunkId);
  const more = frozen.length - taken.length;
  return {
    advice: {
      precheck: {
        sql: countChunksInState(ids, 'frozen', true),
        expect: `${taken.length} — ${taken.length === 1 ? 'it is' : 'all of them are'} still frozen`,
      },
      steps: [
        {
          sql: unfreezeChunks(timescale, taken),
          transaction: 'any',
          lock: { mode: 'none', on: 'catalog rows of the chunks', blocks: 'nothing' },
          duration: { seconds: 1, basis: 'writes one catalog row for each chunk' },
          rewrites: false,
        },
      ],
      undo: [
        {
          sql: freezeChunks(timescale, taken),
          note: 'Locks each chunk in Share mode until the end of the transaction: writes to them wait.',
        },
      ],
      verify: { sql: countChunksInState(ids, 'frozen', true), expect: '0' },
      worsens:
        'What kept these chunks as they are is gone: rows may be written to them, and a retention policy may drop them at its next run.',
      role: `owner of ${schema}.${name}`,
      deletesData: false,
      note: `Ask first who froze them: a backup or a move to other storage may rely on it. Where a retention policy is due, its next run deletes them.${more > 0 ? ` ${counted(more, 'more chunk follows', 'more chunks follow')} in the next snapshot.` : ''}`,
    },
  };
}
