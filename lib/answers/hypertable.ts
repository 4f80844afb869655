import type { HypertableAnswer } from '@/lib/api/hypertable';
import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { AppError } from '@/lib/errors';
import type { DatabaseView } from './database-view';
import { notReady, presentFinding } from './findings';
import { columnsOf, dimensionsOf, indexesOf } from './hypertable-parts';
import { onAxis } from './hypertable-policies';
import { hypertableRow, hypertableSources, measured, orderTexts, storageUseOf } from './hypertable-row';
import { missingArtifacts } from './missing-artifacts';
import { isAbout } from './open-findings';
import { storageCostOf } from './storage-cost';

const NEEDS = [
  'chunks',
  'policies',
  'dimensions',
  'hypertableColumns',
  'hypertableIndexes',
  'chunkCompression',
] as const;

interface Named {
  readonly schema: string;
  readonly name: string;
}

/** The hypertable of this name. Throws `not-ready` before the first snapshot, `not-found` when there is none. */
export function requireHypertable(view: DatabaseView, { schema, name }: Named): Row<'hypertables'> {
  const artifact = view.snapshot?.artifacts.hypertables;
  if (!artifact) throw notReady(view);
  if (artifact.status === 'unavailable' && artifact.reason !== NO_TIMESCALE.unavailable)
    throw new AppError('query-failed', artifact.reason);
  const hypertables = artifactRows(view.snapshot, 'hypertables');
  const found = hypertables?.find((row) => row.schema === schema && row.name === name);
  if (found) return found;
  throw new AppError(
    'not-found',
    `There is no hypertable ${schema}.${name}`,
    'It may have been renamed or dropped; the list of hypertables shows those that are there.',
  );
}

export function hypertableAnswer(view: DatabaseView, named: Named): HypertableAnswer {
  const hypertable = requireHypertable(view, named);
  const { snapshot, judgement, target } = view;
  const sources = hypertableSources(view);
  const measures = measured(hypertable, sources);
  const present = measures?.present ?? null;
  const own = <Name extends ArtifactName>(name: Name) =>
    ownRows(artifactRows(snapshot, name), hypertable.hypertableId);
  const dimensions = own('dimensions');
  const columns = own('hypertableColumns');
  const indexes = own('hypertableIndexes');
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    hypertable: hypertableRow(hypertable, sources, view),
    presentUnits: present,
    storage: measures && storageCostOf(storageUseOf(hypertable, measures, sources), target.profile),
    policies: own('policies')?.map((policy) => onAxis(policy, present, sources.runs)) ?? null,
    dimensions: dimensions && dimensionsOf(dimensions),
    columns: columns && columnsOf(columns, own('compressionSettings')?.[0], dimensions),
    indexes: indexes && indexesOf(indexes),
    compressedWith:
      own('chunkCompression')?.map((row) => ({
        segmentBy: row.segmentBy,
        orderBy: orderTexts(row),
        chunkCount: row.chunkCount,
        isCurrent: row.isCurrent,
      })) ?? null,
    related: related(view, hypertable),
    findings: (judgement?.findings ?? [])
      .filter(isAbout(hypertable))
      .map((finding) => presentFinding(view, finding)),
    missing: missingArtifacts(snapshot, NEEDS),
    chunksCollectedAt: collectedAt(snapshot, 'chunks'),
  };
}

function ownRows<R>(rows: readonly R[] | null, hypertableId: number): R[] | null {
  // Every artifact that is asked for here names its hypertable.
  return rows?.filter((row) => (row as { hypertableId?: number }).hypertableId === hypertableId) ?? null;
}

/** The aggregates built on it, and what it is built on. */
function related(
  { snapshot }: DatabaseView,
  { hypertableId }: Row<'hypertables'>,
): HypertableAnswer['related'] {
  const hypertables = artifactRows(snapshot, 'hypertables') ?? [];
  const aggregates = artifactRows(snapshot, 'continuousAggregates') ?? [];
  const own = aggregates.find((aggregate) => aggregate.hypertableId === hypertableId);
  const source = hypertables.find((row) => row.hypertableId === own?.sourceHypertableId);
  return [
    ...aggregates
      .filter(({ sourceHypertableId }) => sourceHypertableId === hypertableId)
      .map(({ schema, name }) => ({ schema, name, relation: 'aggregate' as const })),
    ...(source ? [{ schema: source.schema, name: source.name, relation: 'source' as const }] : []),
  ];
}
