import type { IndexesAnswer } from '@/lib/api/indexes';
import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { countedSeconds, countingSince } from '@/lib/derive/counting-since';
import { subjectText } from '@/lib/derive/subject-text';
import type { KeyedFinding } from '@/lib/rules/judge';
import { indexDefinition } from '@/lib/sql/table-index';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';

type TableIndexRow = NonNullable<IndexesAnswer['indexes']>[number];
type HypertableIndexRow = NonNullable<IndexesAnswer['hypertableIndexes']>[number];

/** Rules outside of `indexes/` and `hypertables/index-*` that say where an index is to be made. */
const ASKING_FOR_ONE: ReadonlySet<string> = new Set([
  'hypertables/time-index-missing',
  'continuous-aggregates/group-index-missing',
]);

/** Every index as its user thinks of it: one of a partitioned table or a hypertable stands for all of its parts. */
export function indexesAnswer(view: DatabaseView): IndexesAnswer {
  const { target, snapshot } = view;
  const about = findingsBySubject(view);
  const indexes = tableIndexes(snapshot, about);
  const hypertableIndexes = hypertableIndexRows(snapshot, about);
  const told = new Set([...(indexes ?? []), ...(hypertableIndexes ?? [])].map(subjectOf));
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    counting: countingOf(snapshot),
    indexes,
    hypertableIndexes,
    otherFindings: [...about].flatMap(([subject, findings]) =>
      told.has(subject) ? [] : findings.map(reference),
    ),
    missing: missingArtifacts(snapshot, ['indexes', 'hypertableIndexes']).filter(
      ({ reason }) => reason !== NO_TIMESCALE.unavailable,
    ),
  };
}

const subjectOf = (index: { readonly schema: string; readonly tableName: string; readonly name: string }) =>
  JSON.stringify([index.schema, index.tableName, index.name]);

/** Open findings about indexes, by their subject; the worst first. */
function findingsBySubject(view: DatabaseView): ReadonlyMap<string, readonly KeyedFinding[]> {
  const found = new Map<string, KeyedFinding[]>();
  for (const finding of openFindings(view)) {
    if (!/^(indexes\/|hypertables\/index-)/.test(finding.rule) && !ASKING_FOR_ONE.has(finding.rule)) continue;
    const subject = JSON.stringify(finding.subject);
    found.set(subject, [...(found.get(subject) ?? []), finding]);
  }
  return found;
}

function tableIndexes(
  snapshot: Snapshot | null,
  about: ReadonlyMap<string, readonly KeyedFinding[]>,
): TableIndexRow[] | null {
  const writes = writesByTable(artifactRows(snapshot, 'tables'));
  const sizes = new Map(artifactRows(snapshot, 'indexBloat')?.map((size) => [size.indexOid, size]));
  return (
    artifactRows(snapshot, 'indexes')?.map((index) => ({
      schema: index.schema,
      tableName: index.tableName,
      name: index.name,
      definition: indexDefinition(index),
      ...anyIndex(index),
      keyColumns: index.keyColumns,
      partitions: index.partitions,
      wastedBytes: wastedBytes(sizes.get(index.indexOid)),
      estimatedRows: index.estimatedRows,
      tuplesRead: index.tuplesRead,
      lastScanAt: index.lastScanAt,
      tableWrites: writes.get(index.tableOid) ?? null,
      findings: about.get(subjectOf(index))?.map(reference) ?? [],
    })) ?? null
  );
}

/** What is told alike of an index of a table and of a hypertable. */
const anyIndex = (index: Row<'indexes'> | Row<'hypertableIndexes'>) => ({
  subject: subjectText([index.schema, index.name]),
  method: index.method,
  includedColumns: index.includedColumns,
  isUnique: index.isUnique,
  isPrimary: index.isPrimary,
  isValid: index.isValid,
  isPartial: index.predicate !== null,
  isConstraint: index.isConstraint,
  totalBytes: index.totalBytes,
  scans: index.scans,
});

/** An estimate above the size says nothing: equal keys share entries. */
function wastedBytes(size: Row<'indexBloat'> | undefined): number | null {
  if (!size || size.entriesBytes === null || size.entriesBytes > size.totalBytes) return null;
  return size.totalBytes - size.entriesBytes;
}

/** By oid, partitions summed up to the table at the top. A HOT update writes no index. */
function writesByTable(tables: readonly Row<'tables'>[] | null): ReadonlyMap<number, number> {
  const writes = new Map<number, number>();
  for (const table of tables ?? []) {
    if (table.insertedTuples === null) continue;
    const own = table.insertedTuples + (table.updatedTuples ?? 0) - (table.hotUpdatedTuples ?? 0);
    for (const oid of new Set([table.relationOid, table.rootOid ?? table.relationOid]))
      writes.set(oid, (writes.get(oid) ?? 0) + own);
  }
  return writes;
}

function hypertableIndexRows(
  snapshot: Snapshot | null,
  about: ReadonlyMap<string, readonly KeyedFinding[]>,
): HypertableIndexRow[] | null {
  const artifact = snapshot?.artifacts.hypertableIndexes;
  if (artifact?.status === 'unavailable' && artifact.reason === NO_TIMESCALE.unavailable) return [];
  const hypertables = new Map(
    artifactRows(snapshot, 'hypertables')?.map((hypertable) => [hypertable.hypertableId, hypertable]),
  );
  const writes = writesByHypertable(artifactRows(snapshot, 'chunks'));
  return (
    artifactRows(snapshot, 'hypertableIndexes')?.flatMap((index) => {
      const hypertable = hypertables.get(index.hypertableId);
      if (!hypertable) return [];
      const named = { schema: hypertable.schema, tableName: hypertable.name, name: index.name };
      return [
        {
          ...named,
          definition: index.definition,
          ...anyIndex(index),
          chunkIndexes: index.chunkIndexes,
          tableWrites: writes.get(index.hypertableId) ?? null,
          findings: about.get(subjectOf(named))?.map(reference) ?? [],
        },
      ];
    }) ?? null
  );
}

/** Of the chunks that are there; null, as absent, where one of them keeps no count. */
function writesByHypertable(chunks: readonly Row<'chunks'>[] | null): ReadonlyMap<number, number | null> {
  const writes = new Map<number, number | null>();
  for (const { hypertableId, insertedTuples, updatedTuples } of chunks ?? []) {
    const before = writes.get(hypertableId) ?? (writes.has(hypertableId) ? null : 0);
    writes.set(
      hypertableId,
      before === null || insertedTuples === null ? null : before + insertedTuples + (updatedTuples ?? 0),
    );
  }
  return writes;
}

function countingOf(snapshot: Snapshot | null): IndexesAnswer['counting'] {
  const [counters] = artifactRows(snapshot, 'databaseCounters') ?? [];
  if (!snapshot || !counters) return null;
  return {
    since: countingSince(counters),
    seconds: countedSeconds(counters),
    standbys: artifactRows(snapshot, 'replication')?.length ?? null,
    tellsLastScan: snapshot.server.major >= 16,
  };
}
