import type { ChunksAnswer } from '@/lib/api/chunks';
import type { Row } from '@/lib/collect/snapshot';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { chunkState } from '@/lib/derive/chunk-state';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { ageUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { AppError } from '@/lib/errors';
import type { DatabaseView } from './database-view';
import { requireHypertable } from './hypertable';
import { policyOf } from './hypertable-policies';

/** What the answer about the chunks of one hypertable is made of; as long as these are the same, so is the answer. */
export interface ChunkSources {
  readonly databaseId: string;
  readonly hypertable: Row<'hypertables'>;
  readonly chunks: readonly Row<'chunks'>[];
  readonly collectedAt: string;
  readonly columnstoreAfterUnits: number | null;
  readonly retentionAfterUnits: number | null;
}

/** Throws `not-found` for an unknown hypertable, `query-failed` where chunks cannot be read. */
export function chunkSources(view: DatabaseView, named: { schema: string; name: string }): ChunkSources {
  const hypertable = requireHypertable(view, named);
  const { snapshot, target } = view;
  const chunks = artifactRows(snapshot, 'chunks');
  const readAt = collectedAt(snapshot, 'chunks');
  if (!chunks || readAt === null) {
    const artifact = snapshot?.artifacts.chunks;
    if (artifact?.status === 'unavailable') throw new AppError('query-failed', artifact.reason);
    throw new AppError('not-ready', 'The chunks are being read', 'It takes a few seconds.');
  }
  const policies = artifactRows(snapshot, 'policies');
  const after = (kind: 'columnstore' | 'retention') => {
    const policy = policyOf(policies, hypertable.hypertableId, kind);
    return policy && !policy.byCreation ? ageUnits(policy) : null;
  };
  return {
    databaseId: target.id,
    hypertable,
    chunks: chunksOf(chunks, hypertable.hypertableId),
    collectedAt: readAt,
    columnstoreAfterUnits: after('columnstore'),
    retentionAfterUnits: after('retention'),
  };
}

/** Every chunk as columns, oldest first; its present is the moment at which the chunks were read. */
export function chunksAnswer({ hypertable, chunks, ...sources }: ChunkSources): ChunksAnswer {
  const present = presentUnits(hypertable, chunks, Date.parse(sources.collectedAt));
  const { columnstoreAfterUnits } = sources;
  // Nearly always one schema: written once, instead of once a chunk.
  const schemas = [...new Set(chunks.map(({ schema }) => schema))];
  return {
    ...sources,
    snapshotAt: sources.collectedAt,
    hypertableId: hypertable.hypertableId,
    rows: chunks.length,
    isIntegerTime: hypertable.isIntegerTime,
    timeColumn: hypertable.timeColumn,
    isPartitioned: hypertable.dimensionCount > 1,
    presentUnits: present,
    schemas,
    columns: columnsOf(chunks, schemas, { presentUnits: present, columnstoreAfterUnits }),
  };
}

function columnsOf(
  chunks: readonly Row<'chunks'>[],
  schemas: readonly string[],
  marks: Parameters<typeof chunkState>[1],
): ChunksAnswer['columns'] {
  const column = <Name extends keyof Row<'chunks'>>(name: Name) => chunks.map((chunk) => chunk[name]);
  return {
    chunkId: column('chunkId'),
    schemaIndex: chunks.map(({ schema }) => schemas.indexOf(schema)),
    name: column('name'),
    rangeStartUnits: column('rangeStartUnits'),
    rangeEndUnits: column('rangeEndUnits'),
    state: chunks.map((chunk) => chunkState(chunk, marks)),
    totalBytes: chunks.map(({ rowTotalBytes, columnTotalBytes }) =>
      rowTotalBytes === null ? columnTotalBytes : rowTotalBytes + (columnTotalBytes ?? 0),
    ),
    rowTotalBytes: column('rowTotalBytes'),
    columnTotalBytes: column('columnTotalBytes'),
    beforeBytes: column('beforeBytes'),
    compressedRows: column('compressedRows'),
    compressedBatches: column('compressedBatches'),
    rowPartRows: column('rowPartRows'),
    lastAnalyzeAt: column('lastAnalyzeAt'),
  };
}
