import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { columnstoreAgeUnits, convertibleChunks, proposedColumnstoreUnits } from '@/lib/derive/conversion';
import { asSpan } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import {
  addColumnstorePolicy,
  countColumnstorePolicies,
  removeColumnstorePolicy,
} from '@/lib/sql/columnstore';
import type { Span } from '@/lib/sql/span';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';
import { lostValues } from '../shared/columnstore/columnstore-refusal';
import { conversionImpact } from '../shared/columnstore/conversion-impact';
import { firstRunNote } from '../shared/columnstore/conversion-note';

export default defineRule({
  meta: {
    id: 'columnstore/policy-missing',
    title: 'Columnstore is on, but no policy converts chunks',
    why: 'Turning columnstore on compresses nothing by itself. Without a policy every new chunk stays in the row store, at several times the size, until someone converts it by hand.',
    source: 'https://docs.tigerdata.com/api/latest/hypercore/add_columnstore_policy/',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['hypertableColumns'],
    facts: {
      uncompressedChunks: { label: 'Chunks in the row store', source: '_timescaledb_catalog.chunk.status' },
      convertibleBytes: { label: 'Of them old enough to convert', source: 'pg_total_relation_size' },
      columnstoreRatio: {
        label: 'Ratio of the chunks converted by hand',
        source: '_timescaledb_catalog.compression_chunk_size',
      },
    },
  },
  check({ hypertables, chunks, policies, hypertableColumns }, context) {
    const enabled = hypertables.filter(({ columnstoreEnabled }) => columnstoreEnabled);
    if (enabled.length === 0) return { notApplicable: 'No hypertable has columnstore turned on' };
    const withPolicy = new Set(
      policies.filter(({ kind }) => kind === 'columnstore').map(({ hypertableId }) => hypertableId),
    );
    return (
      enabled
        .filter(({ hypertableId }) => !withPolicy.has(hypertableId))
        // Where every chunk is converted, or none was ever made, nothing waits for a policy.
        .filter(({ hypertableId }) =>
          chunks.some((chunk) => chunk.hypertableId === hypertableId && isInRowStore(chunk)),
        )
        .map((hypertable) =>
          finding(
            hypertable,
            chunks.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId),
            columnstoreAgeUnits(hypertable, policies),
            hypertableColumns?.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId) ?? [],
            context,
          ),
        )
    );
  },
});

const isInRowStore = ({ isCompressed, isTiered }: Row<'chunks'>) => !isCompressed && !isTiered;

function finding(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  after: number | null,
  columns: readonly Row<'hypertableColumns'>[],
  context: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const uncompressed = chunks.filter(isInRowStore);
  const present = presentUnits(hypertable, chunks, context.nowMs);
  const convertible = convertibleChunks(chunks, present, after ?? proposedColumnstoreUnits(hypertable));
  const convertibleBytes = chunkBytes(convertible);
  const ratio = columnstoreRatio(chunks);
  const { timescale } = context.server;
  const lost = timescale && lostValues(columns, timescale);
  const advice =
    after === null || lost !== null
      ? null
      : policyAdvice(hypertable, asSpan(after, hypertable), convertible, context);
  return {
    subject: [schema, name],
    severity: 'warning',
    confidence: 'high',
    title: `Add a columnstore policy to ${schema}.${name}`,
    detail: `${uncompressed.length} of ${chunks.length} chunks are in the row store, and nothing will convert them.${lost === null ? '' : ` ${lost}`}`,
    facts: {
      uncompressedChunks: uncompressed.length,
      convertibleBytes,
      columnstoreRatio: ratio?.ratio ?? null,
    },
    impact: conversionImpact(convertibleBytes, ratio),
    ...(advice && { advice }),
  };
}

function policyAdvice(
  hypertable: Row<'hypertables'>,
  after: Span,
  convertible: readonly Row<'chunks'>[],
  { server }: RuleContext,
): Advice | undefined {
  // An integer dimension without its "now" function cannot carry a policy; and a rule never invents that function.
  if (!server.timescale || (hypertable.isIntegerTime && !hypertable.integerNowFunction)) return undefined;
  return {
    steps: [
      {
        sql: addColumnstorePolicy(server.timescale, hypertable, after),
        transaction: 'any',
        lock: { mode: 'none', on: 'catalog rows of the new job', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [
      {
        sql: removeColumnstorePolicy(server.timescale, hypertable),
        note: 'Chunks that the policy has converted meanwhile stay in the columnstore.',
      },
    ],
    verify: {
      sql: countColumnstorePolicies(hypertable.hypertableId),
      expect: '1 — one policy job',
    },
    worsens:
      'Updates and deletes of rows older than the policy’s age decompress the batches that they touch.',
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: firstRunNote(convertible),
  };
}
