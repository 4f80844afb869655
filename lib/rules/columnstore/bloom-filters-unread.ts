import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { countLegacyBlooms } from '@/lib/sql/legacy-bloom';
import { type Advice, defineRule, type RuleContext } from '../rule';
import { chunksOfOneRun, conversionStep } from '../shared/columnstore/conversion-step';

/** From then on filters have other hashes, and the former ones are passed over. */
const OTHER_HASHES_SINCE = 2_024_000;
const READS_LEGACY = 'timescaledb.read_legacy_bloom1_v1';

export default defineRule({
  meta: {
    id: 'columnstore/bloom-filters-unread',
    title: 'Compressed chunks have bloom filters that are not read any more',
    why: 'The filters that TimescaleDB wrote before 2.24 depended on how its package was built, so later versions pass them over. Until such a chunk is rewritten, a query for one value decompresses all of its batches.',
    source: 'https://github.com/timescale/timescaledb/pull/8761',
    needs: ['hypertables', 'chunks'],
    wants: ['legacyBloomIndexes', 'settings'],
    facts: {
      legacyChunks: { label: 'Chunks with such filters', source: 'pg_attribute of compressed relations' },
      compressedChunks: { label: 'Of so many compressed', source: '_timescaledb_catalog.chunk.status' },
      legacyBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks, legacyBloomIndexes, settings }, context) {
    const { timescale } = context.server;
    if (timescale && timescale.versionNumber < OTHER_HASHES_SINCE)
      return { notApplicable: 'Before TimescaleDB 2.24 these filters are read' };
    if (!legacyBloomIndexes) return { notRun: 'Which bloom filters compressed chunks have was not read yet' };
    if (settings?.find(({ name }) => name === READS_LEGACY)?.setting === 'on') return [];
    return legacyBloomIndexes.flatMap(({ hypertableId, chunkIds }) => {
      const hypertable = hypertables.find((row) => row.hypertableId === hypertableId);
      const compressed = chunksOf(chunks, hypertableId).filter(({ isCompressed }) => isCompressed);
      const legacy = compressed.filter(({ chunkId }) => chunkIds.includes(chunkId));
      if (!hypertable || legacy.length === 0) return [];
      const { schema, name } = hypertable;
      const legacyBytes = chunkBytes(legacy);
      const advice = adviceOf(hypertable, legacy, context);
      return [
        {
          subject: [schema, name],
          severity: 'notice',
          confidence: 'high',
          title: `Rewrite the chunks of ${schema}.${name} whose bloom filters are not read`,
          detail: `${count(legacy.length)} of ${counted(compressed.length, 'compressed chunk')}, ${bytes(legacyBytes)} in all, were compressed before TimescaleDB 2.24 and have filters that this version passes over.`,
          facts: { legacyChunks: legacy.length, compressedChunks: compressed.length, legacyBytes },
          impact: {
            prevents: 'queries for one value that decompress whole chunks',
            basis: 'Not estimated: it depends on how many queries look for one value there.',
          },
          ...(advice && { advice }),
        },
      ];
    });
  },
});

function adviceOf(
  { schema, name }: Row<'hypertables'>,
  legacy: readonly Row<'chunks'>[],
  { server: { timescale } }: RuleContext,
): Advice | null {
  const taken = chunksOfOneRun(legacy.filter(({ isFrozen }) => !isFrozen));
  if (timescale?.license !== 'timescale' || taken.length === 0) return null;
  return {
    steps: [conversionStep(timescale, 'rewritten', taken)],
    undo: { impossible: 'Not needed: the rows are the same, only written anew.' },
    verify: { sql: countLegacyBlooms(taken), expect: '0 — none of these chunks has such a filter' },
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: `${READS_LEGACY} lets them be read without that, where the package comes from the same source as before. What is rewritten stays so if it is stopped; the next snapshot names the chunks that are left.`,
  };
}
