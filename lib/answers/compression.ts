import type { CompressionAnswer, CompressionRow } from '@/lib/api/compression';
import type { Row } from '@/lib/collect/snapshot';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { compressedChunks, worstChunks } from './compressed-chunks';
import { compressionRow } from './compression-row';
import { compressionWaterfall } from './compression-waterfall';
import type { DatabaseView } from './database-view';
import { hypertableSources, measured } from './hypertable-row';
import { missingArtifacts } from './missing-artifacts';

const NEEDS = ['hypertables', 'chunks', 'policies', 'compressionSettings', 'chunkCompression'] as const;

/** What columnstore saves, hypertable by hypertable, and what it could still save. */
export function compressionAnswer(view: DatabaseView): CompressionAnswer {
  const { snapshot, target } = view;
  const hypertables = artifactRows(snapshot, 'hypertables');
  const chunks = artifactRows(snapshot, 'chunks');
  const rows = hypertables && chunks && compressionRows(view, hypertables);
  const compressed = compressedChunks(chunks ?? []);
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    chunksCollectedAt: collectedAt(snapshot, 'chunks'),
    totals: rows && totalsOf(rows, columnstoreRatio(chunks)?.ratio ?? null),
    waterfall: rows && compressionWaterfall(rows),
    hypertables: rows,
    worstChunks: worstChunks(compressed, hypertables ?? []),
    ratioHistogram: compressed.histogram,
    missing: missingArtifacts(snapshot, NEEDS),
  };
}

function compressionRows(view: DatabaseView, hypertables: readonly Row<'hypertables'>[]): CompressionRow[] {
  const sources = hypertableSources(view);
  const drift = artifactRows(view.snapshot, 'chunkCompression');
  return hypertables.flatMap((hypertable) => {
    const measures = measured(hypertable, sources);
    return measures ? [compressionRow(hypertable, measures, sources, drift)] : [];
  });
}

/** What cannot be estimated adds nothing to the potential: it is what is possible at least. */
function totalsOf(
  rows: readonly CompressionRow[],
  ratio: number | null,
): NonNullable<CompressionAnswer['totals']> {
  const sum = (pick: (row: CompressionRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    uncompressedBytes: sum(({ uncompressedBytes }) => uncompressedBytes),
    totalBytes: sum(({ totalBytes }) => totalBytes),
    savedBytes: sum(({ savedBytes }) => savedBytes),
    ratio,
    columnBytes: sum(({ columnBytes }) => columnBytes),
    rowBytes: sum(({ rowBytes }) => rowBytes),
    potential: {
      low: sum(({ potential }) => potential?.low ?? 0),
      high: sum(({ potential }) => potential?.high ?? 0),
    },
  };
}
