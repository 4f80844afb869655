import type { AggregateRow, ContinuousAggregatesAnswer } from '@/lib/api/continuous-aggregates';
import type { Row } from '@/lib/collect/snapshot';
import { refreshedUntil, rootHypertable } from '@/lib/derive/aggregate-axis';
import { aggregateLag } from '@/lib/derive/aggregate-lag';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { startUnits } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import { aggregateConflicts } from './aggregate-conflicts';
import type { DatabaseView } from './database-view';
import { onAxis, type PolicyRuns, policyOf, policyRuns } from './hypertable-policies';
import { missingArtifacts } from './missing-artifacts';
import { isAbout, openFindings, reference } from './open-findings';

const NEEDS = ['continuousAggregates', 'hypertables', 'chunks', 'policies', 'jobs'] as const;
const SECOND_UNITS = 1_000_000;

type Aggregate = Row<'continuousAggregates'>;

interface Sources {
  readonly aggregates: readonly Aggregate[];
  readonly hypertables: readonly Row<'hypertables'>[] | null;
  readonly chunks: readonly Row<'chunks'>[] | null;
  readonly policies: readonly Row<'policies'>[] | null;
  readonly runs: PolicyRuns;
  readonly open: ReturnType<typeof openFindings>;
  readonly nowMs: number;
}

/** Every continuous aggregate: how far it has got, and where the policies that meet on it act. */
export function continuousAggregatesAnswer(view: DatabaseView): ContinuousAggregatesAnswer {
  const { snapshot, target } = view;
  const aggregates = artifactRows(snapshot, 'continuousAggregates');
  const sources: Sources | null = aggregates && {
    aggregates,
    hypertables: artifactRows(snapshot, 'hypertables'),
    chunks: artifactRows(snapshot, 'chunks'),
    policies: artifactRows(snapshot, 'policies'),
    runs: policyRuns(snapshot),
    open: openFindings(view),
    nowMs: snapshot ? Date.parse(snapshot.takenAt) : 0,
  };
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    aggregates:
      sources?.aggregates
        .map((aggregate) => aggregateRow(aggregate, sources, view))
        .sort((a, b) => a.depth - b.depth) ?? null,
    missing: missingArtifacts(snapshot, NEEDS),
  };
}

function aggregateRow(aggregate: Aggregate, sources: Sources, view: DatabaseView): AggregateRow {
  const { hypertableId, sourceHypertableId } = aggregate;
  const { chunks, hypertables } = sources;
  const source = hypertables?.find((row) => row.hypertableId === sourceHypertableId);
  const present = presentOf(aggregate, sources);
  const policies = policiesOf(aggregate, present, sources);
  const own = chunks && chunksOf(chunks, hypertableId);
  return {
    hypertableId,
    schema: aggregate.schema,
    name: aggregate.name,
    owner: aggregate.owner,
    source: source
      ? { schema: source.schema, name: source.name, hypertableId: sourceHypertableId, kind: source.kind }
      : null,
    parentHypertableId: aggregate.parentHypertableId,
    depth: depthOf(aggregate, sources.aggregates),
    isRealTime: !aggregate.isMaterializedOnly,
    isIntegerTime: isIntegerTime(aggregate),
    bucketWidth: aggregate.bucketWidth,
    bucketSeconds: aggregate.bucketSeconds,
    bucketUnits: aggregate.bucketUnits,
    isNeverMaterialized: aggregate.isNeverMaterialized,
    watermarkUnits: aggregate.watermarkUnits,
    presentUnits: present,
    sourceNewestUnits: chunks && newestUnits(chunksOf(chunks, sourceHypertableId)),
    refreshedUntilUnits: refreshedUntil(aggregate),
    ...lagOf(aggregate, sources),
    pendingRanges: aggregate.pendingRanges,
    sourcePendingRanges: aggregate.sourcePendingRanges,
    ...policies,
    conflicts: aggregateConflicts(view.judgement?.findings.filter(isAbout(aggregate)) ?? [], policies),
    totalBytes: own && chunkBytes(own),
    sourceBytes: chunks && chunkBytes(chunksOf(chunks, sourceHypertableId)),
    chunkCount: own?.length ?? null,
    findings: sources.open.filter(isAbout(aggregate)).map(reference),
  };
}

/** Only integer buckets are counted in units. */
const isIntegerTime = ({ bucketUnits }: Aggregate) => bucketUnits !== null;

/** How many aggregates lie between it and the hypertable. */
function depthOf({ parentHypertableId }: Aggregate, aggregates: readonly Aggregate[]): number {
  const parent = aggregates.find(({ hypertableId }) => hypertableId === parentHypertableId);
  return parent ? 1 + depthOf(parent, aggregates) : 0;
}

/** For integer time as far as the hypertable at its root has got: aggregates between them have wider chunks. */
function presentOf(aggregate: Aggregate, { hypertables, aggregates, chunks, nowMs }: Sources): number | null {
  const root = rootHypertable(aggregate, hypertables ?? [], aggregates);
  const own = chunks && root ? chunksOf(chunks, root.hypertableId) : [];
  return presentUnits({ isIntegerTime: isIntegerTime(aggregate) }, own, nowMs);
}

function newestUnits(chunks: readonly Row<'chunks'>[]): number | null {
  return chunks.reduce<number | null>(
    (newest, { rangeEndUnits }) =>
      rangeEndUnits !== null && (newest === null || rangeEndUnits > newest) ? rangeEndUnits : newest,
    null,
  );
}

function lagOf(
  aggregate: Aggregate,
  { aggregates, chunks, nowMs }: Sources,
): Pick<AggregateRow, 'lagSeconds' | 'lagUnits'> {
  const lag = aggregateLag(aggregate, aggregates, chunks ?? [], nowMs);
  return isIntegerTime(aggregate)
    ? { lagSeconds: null, lagUnits: lag }
    : { lagSeconds: lag === null ? null : lag / SECOND_UNITS, lagUnits: null };
}

function policiesOf(
  { hypertableId, sourceHypertableId }: Aggregate,
  present: number | null,
  { policies, runs }: Sources,
): Pick<
  AggregateRow,
  'refresh' | 'ownRetention' | 'ownColumnstore' | 'sourceRetention' | 'sourceColumnstore'
> {
  const place = (policy: Row<'policies'> | null) => policy && onAxis(policy, present, runs);
  const of = (id: number, kind: 'columnstore' | 'retention') => place(policyOf(policies, id, kind));
  return {
    refresh: place(farthestRefresh(policies ?? [], hypertableId)),
    ownRetention: of(hypertableId, 'retention'),
    ownColumnstore: of(hypertableId, 'columnstore'),
    sourceRetention: of(sourceHypertableId, 'retention'),
    sourceColumnstore: of(sourceHypertableId, 'columnstore'),
  };
}

/** Of several refreshes of one aggregate (from 2.21 on) the one that reaches back farthest: the one that may collide. */
function farthestRefresh(policies: readonly Row<'policies'>[], hypertableId: number): Row<'policies'> | null {
  const reach = (policy: Row<'policies'>) => startUnits(policy) ?? Number.POSITIVE_INFINITY;
  return policies
    .filter((policy) => policy.kind === 'refresh' && policy.hypertableId === hypertableId)
    .reduce<Row<'policies'> | null>(
      (farthest, policy) => (farthest && reach(farthest) >= reach(policy) ? farthest : policy),
      null,
    );
}
