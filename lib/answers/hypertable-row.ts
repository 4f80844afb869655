import type { HypertableRow } from '@/lib/api/hypertables';
import type { Row } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { type ChunkPace, chunkPaces } from '@/lib/derive/chunk-pace';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { type HypertableTotals, hypertableTotals } from '@/lib/derive/hypertable-totals';
import { ageUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { steadyState } from '@/lib/derive/steady-state';
import { subjectText } from '@/lib/derive/subject-text';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { DatabaseView } from './database-view';
import { onAxis, type PolicyRuns, policyOf, policyRuns } from './hypertable-policies';
import { countBySeverity, isAbout, openFindings, reference } from './open-findings';
import { type StorageUse, storageCostOf, storageUse } from './storage-cost';

type Hypertable = Row<'hypertables'>;

/** What the rows of all hypertables are made of, read once for a whole list. */
export interface HypertableSources {
  readonly chunks: readonly Row<'chunks'>[] | null;
  readonly policies: readonly Row<'policies'>[] | null;
  readonly runs: PolicyRuns;
  readonly settings: readonly Row<'compressionSettings'>[] | null;
  /** How fast rows arrive, of those that get any. */
  readonly paces: readonly ChunkPace[];
  /** Null when it could not be read. */
  readonly defaultTablespace: string | null;
  readonly open: readonly KeyedFinding[];
  readonly nowMs: number;
}

export function hypertableSources(view: DatabaseView): HypertableSources {
  const { snapshot } = view;
  const nowMs = snapshot ? Date.parse(snapshot.takenAt) : 0;
  const [hypertables, chunks, policies] = [
    artifactRows(snapshot, 'hypertables') ?? [],
    artifactRows(snapshot, 'chunks'),
    artifactRows(snapshot, 'policies'),
  ];
  return {
    chunks,
    policies,
    paces: chunks && policies ? chunkPaces(hypertables, chunks, policies, nowMs) : [],
    runs: policyRuns(snapshot),
    settings: artifactRows(snapshot, 'compressionSettings'),
    defaultTablespace:
      artifactRows(snapshot, 'tablespaces')?.find(({ isDatabaseDefault }) => isDatabaseDefault)?.name ?? null,
    open: openFindings(view),
    nowMs,
  };
}

/** Where a hypertable stands on its own axis, and what its chunks add up to. */
export interface Measures {
  readonly present: number | null;
  readonly totals: HypertableTotals;
  readonly own: readonly Row<'chunks'>[];
}

/** Null while chunks are not known. */
export function measured(
  hypertable: Hypertable,
  { chunks, policies, nowMs }: HypertableSources,
): Measures | null {
  if (!chunks) return null;
  const own = chunksOf(chunks, hypertable.hypertableId);
  const present = presentUnits(hypertable, own, nowMs);
  const policy = policyOf(policies, hypertable.hypertableId, 'columnstore');
  const columnstoreAfterUnits = policy && !policy.byCreation ? ageUnits(policy) : null;
  return { present, own, totals: hypertableTotals(own, { presentUnits: present, columnstoreAfterUnits }) };
}

/** What it takes on each tablespace, now and settled. */
export function storageUseOf(
  hypertable: Hypertable,
  { own, present }: Measures,
  { paces, policies, defaultTablespace }: HypertableSources,
): StorageUse {
  const pace = paces.find((one) => one.hypertable === hypertable);
  return storageUse(own, { pace, policies, presentUnits: present, defaultTablespace });
}

/** One hypertable as the list shows it. */
export function hypertableRow(
  hypertable: Hypertable,
  sources: HypertableSources,
  view: DatabaseView,
): HypertableRow {
  const { hypertableId, schema, name } = hypertable;
  const { policies, runs, settings, open } = sources;
  const subject = subjectText([schema, name]);
  const measures = measured(hypertable, sources);
  const about = open.filter(isAbout(hypertable));
  const refresh = policyOf(policies, hypertableId, 'refresh');
  const setting = settings?.find((row) => row.hypertableId === hypertableId);
  const { relationOid: _, integerNowFunction: __, isAnalyzed: ___, ...described } = hypertable;
  return {
    ...described,
    ...advisedInterval(about),
    ...sizes(measures),
    segmentBy: setting?.segmentBy ?? null,
    orderBy: setting ? orderTexts(setting) : null,
    columnstorePolicy: policyAge(policyOf(policies, hypertableId, 'columnstore'), runs),
    retentionPolicy: policyAge(policyOf(policies, hypertableId, 'retention'), runs),
    refreshPolicy: refresh && onAxis(refresh, measures?.present ?? null, runs),
    hasReorderPolicy: policyOf(policies, hypertableId, 'reorder') !== null,
    growthBytesPerDay: view.growthPerDay('totalBytes', subject),
    ...forecast(hypertable, measures, sources, view),
    insertedRowsPerSecond: view.latest('hypertableInsertedRowsPerSecond', subject)?.value ?? null,
    tablespaces: [...hypertable.tablespaces],
    counts: countBySeverity(about),
    worstFinding: about[0] ? reference(about[0]) : null,
  };
}

const DAY_UNITS = 86_400_000_000;

/** What arrives a day, where that settles under retention, and what both cost a month. */
function forecast(
  hypertable: Hypertable,
  measures: Measures | null,
  sources: HypertableSources,
  { target }: DatabaseView,
): Pick<
  HypertableRow,
  'ingestBytesPerDay' | 'steadyBytes' | 'monthlyCost' | 'steadyMonthlyCost' | 'currency'
> {
  const { paces, policies } = sources;
  const pace = paces.find((one) => one.hypertable === hypertable);
  const ratio = measures ? columnstoreRatio(measures.own) : null;
  const steady = pace && policies ? steadyState(pace, ratio, policies) : null;
  const cost = measures && storageCostOf(storageUseOf(hypertable, measures, sources), target.profile);
  return {
    ingestBytesPerDay:
      pace && !pace.isAtLeast && !hypertable.isIntegerTime ? pace.bytesPerUnit * DAY_UNITS : null,
    steadyBytes: steady && { low: Math.round(steady.low), high: Math.round(steady.high) },
    monthlyCost: cost?.monthlyCost ?? null,
    currency: target.profile.currency ?? null,
    steadyMonthlyCost: cost?.steadyMonthlyCost ?? null,
  };
}

/** `time DESC`, as it stands in the setting. */
export function orderTexts({
  orderBy,
  orderByDescending,
}: Pick<Row<'compressionSettings'>, 'orderBy' | 'orderByDescending'>): string[] | null {
  return orderBy?.map((column, at) => (orderByDescending?.[at] ? `${column} DESC` : column)) ?? null;
}

type Sizes = Pick<
  HypertableRow,
  | 'totalBytes'
  | 'rowBytes'
  | 'columnBytes'
  | 'beforeBytes'
  | 'uncompressedBytes'
  | 'ratio'
  | 'compressedChunkRatio'
  | 'columnByteRatio'
  | 'chunkCount'
  | 'chunkStates'
  | 'rows'
  | 'oldestUnits'
  | 'newestUnits'
>;

const NO_SIZES: Sizes = {
  totalBytes: null,
  rowBytes: null,
  columnBytes: null,
  beforeBytes: null,
  uncompressedBytes: null,
  ratio: null,
  compressedChunkRatio: null,
  columnByteRatio: null,
  chunkCount: null,
  chunkStates: null,
  rows: null,
  oldestUnits: null,
  newestUnits: null,
};

function sizes(measures: Measures | null): Sizes {
  if (!measures) return NO_SIZES;
  const { totals, own } = measures;
  const { totalBytes, rowBytes, columnBytes, beforeBytes, uncompressedBytes } = totals;
  const { chunkCount, compressedChunks, states, rows, oldestUnits, newestUnits } = totals;
  return {
    totalBytes,
    rowBytes,
    columnBytes,
    beforeBytes,
    uncompressedBytes,
    ratio: columnstoreRatio(own)?.ratio ?? null,
    compressedChunkRatio: chunkCount > 0 ? compressedChunks / chunkCount : null,
    columnByteRatio: totalBytes > 0 ? columnBytes / totalBytes : null,
    chunkCount,
    chunkStates: { ...states },
    rows,
    oldestUnits,
    newestUnits,
  };
}

function policyAge(policy: Row<'policies'> | null, runs: PolicyRuns): HypertableRow['columnstorePolicy'] {
  if (!policy) return null;
  const { jobId, afterSeconds, afterUnits, scheduled } = policy;
  return { jobId, afterSeconds, afterUnits, scheduled, lastRun: runs(jobId).lastRun };
}

/** What the rules about chunk intervals advise; they agree on one at most. */
function advisedInterval(
  about: readonly KeyedFinding[],
): Pick<HypertableRow, 'advisedIntervalSeconds' | 'advisedIntervalUnits'> {
  const fact = (name: string) => about.map(({ facts }) => facts[name]).find((value) => value != null) ?? null;
  return {
    advisedIntervalSeconds: fact('advisedIntervalSeconds'),
    advisedIntervalUnits: fact('advisedIntervalUnits'),
  };
}
