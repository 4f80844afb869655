import type { CompressionRow } from '@/lib/api/compression';
import type { Row } from '@/lib/collect/snapshot';
import { type ColumnstoreRatio, columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import {
  conversionBasis,
  conversionSavings,
  convertibleChunks,
  proposedColumnstoreUnits,
} from '@/lib/derive/conversion';
import { ageUnits } from '@/lib/derive/policy-distance';
import type { KeyedFinding } from '@/lib/rules/judge';
import { policyOf } from './hypertable-policies';
import { type HypertableSources, type Measures, orderTexts } from './hypertable-row';
import { isAbout, reference } from './open-findings';

type Hypertable = Row<'hypertables'>;
type Policy = Row<'policies'>;

/** One hypertable as the compression screen shows it: what columnstore saves on it, and what it could still save. */
export function compressionRow(
  hypertable: Hypertable,
  { totals, own, present }: Measures,
  { policies, settings, open }: HypertableSources,
  drift: readonly Row<'chunkCompression'>[] | null,
): CompressionRow {
  const { hypertableId, schema, name, kind, columnstoreEnabled } = hypertable;
  const { totalBytes, uncompressedBytes, columnBytes, rowBytes, overdueBytes, states } = totals;
  const policy = policyOf(policies, hypertableId, 'columnstore');
  const setting = settings?.find((row) => row.hypertableId === hypertableId);
  const ratio = columnstoreRatio(own);
  const findings = open.filter(isAbout(hypertable)).filter(({ rule }) => rule.startsWith('columnstore/'));
  return {
    hypertableId,
    schema,
    name,
    kind,
    columnstoreEnabled,
    segmentBy: setting?.segmentBy ?? null,
    orderBy: setting ? orderTexts(setting) : null,
    policyAfterSeconds: policy?.afterSeconds ?? null,
    policyAfterUnits: policy?.afterUnits ?? null,
    hasPolicy: policies && policy !== null,
    uncompressedBytes,
    totalBytes,
    measuredBeforeBytes: ratio?.beforeBytes ?? null,
    columnBytes,
    rowBytes,
    savedBytes: uncompressedBytes - totalBytes,
    ratio: ratio?.ratio ?? null,
    ratioLow: ratio?.low ?? null,
    ratioHigh: ratio?.high ?? null,
    measuredChunks: ratio?.measuredChunks ?? 0,
    chunkCount: totals.chunkCount,
    compressedChunks: totals.compressedChunks,
    partialChunks: states.partial,
    unorderedChunks: states.unordered,
    overdueChunks: states.overdue,
    overdueBytes,
    rowsPerBatch: totals.compressedBatches > 0 ? totals.compressedRows / totals.compressedBatches : null,
    driftedChunks: driftedChunks(hypertableId, drift),
    ...potential(hypertable, policy, ratio, convertibleBytes(hypertable, policy, own, present), findings),
    findings: findings.map(reference),
  };
}

function driftedChunks(
  hypertableId: number,
  drift: readonly Row<'chunkCompression'>[] | null,
): number | null {
  return (
    drift
      ?.filter((row) => row.hypertableId === hypertableId && !row.isCurrent)
      .reduce((sum, { chunkCount }) => sum + chunkCount, 0) ?? null
  );
}

/** Old enough by its policy, or where that goes by creation or there is none, by what we would propose. */
function convertibleBytes(
  hypertable: Hypertable,
  policy: Policy | null,
  chunks: readonly Row<'chunks'>[],
  present: number | null,
): number | null {
  if (present === null) return null;
  const policyUnits = policy && !policy.byCreation ? ageUnits(policy) : null;
  return convertibleChunks(chunks, present, policyUnits ?? proposedColumnstoreUnits(hypertable)).reduce(
    (sum, { rowTotalBytes }) => sum + (rowTotalBytes ?? 0),
    0,
  );
}

type Potential = Pick<CompressionRow, 'potential' | 'potentialBasis'>;

const unknown = (potentialBasis: string): Potential => ({ potential: null, potentialBasis });

function potential(
  { columnstoreEnabled }: Hypertable,
  policy: Policy | null,
  ratio: ColumnstoreRatio | null,
  bytes: number | null,
  findings: readonly KeyedFinding[],
): Potential {
  if (!columnstoreEnabled)
    return (
      estimateOf(findings) ??
      unknown('Not estimated: columnstore is off, so no chunk tells how well its rows compress.')
    );
  if (bytes === null) return unknown('Not estimated: there is no chunk that tells its present.');
  if (bytes === 0)
    return {
      potential: { low: 0, high: 0 },
      potentialBasis: `No chunk in the row store is old enough ${policy ? 'for its policy' : 'to convert'}.`,
    };
  return ratio
    ? { potential: conversionSavings(bytes, ratio), potentialBasis: conversionBasis(bytes, ratio) }
    : (estimateOf(findings) ??
        unknown('Not estimated: none of its chunks has been compressed yet, so its ratio is not known.'));
}

/** What an open finding says that its advice would save, so that this screen says nothing else. */
function estimateOf(findings: readonly KeyedFinding[]): Potential | null {
  const impact = findings.map((finding) => finding.impact).find((one) => one?.bytesSaved);
  return impact?.bytesSaved ? { potential: { ...impact.bytesSaved }, potentialBasis: impact.basis } : null;
}
