import type { SequenceSummary, TableSummary, TablesAnswer } from '@/lib/api/tables';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { hypertableTotals } from '@/lib/derive/hypertable-totals';
import { idDaysLeft } from '@/lib/derive/id-days-left';
import { presentUnits } from '@/lib/derive/present';
import { sequenceLimit } from '@/lib/derive/sequence-limit';
import { subjectText } from '@/lib/derive/subject-text';
import { type TableTotals, tableTotals } from '@/lib/derive/table-totals';
import { vacuumThresholds } from '@/lib/derive/vacuum-thresholds';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';
import { wireRows } from './wire-rows';

const MOST_SEQUENCES = 50;
/** As `vacuum/table-bloat` has it. */
const STALE_RATIO = 0.2;

type Table = Row<'tables'>;
type FindingsOf = (schema: string, name: string) => TableSummary['findings'];

/** Ordinary tables one by one, and what a person means by a table, with its parts added up. */
export function tablesAnswer(view: DatabaseView): TablesAnswer {
  const { target, snapshot } = view;
  const sequences = artifactRows(snapshot, 'sequences');
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    tables: artifactRows(snapshot, 'tables')?.map(({ relationOid: _, rootOid: __, ...row }) => row) ?? null,
    summaries: summaries(view),
    sequences: sequences && nearestToTheirEnd(sequences, view),
    sequencesHidden: sequences?.filter(({ isReadable }) => !isReadable).length ?? null,
    horizonHolders: wireRows(snapshot, 'horizonHolders'),
    idDaysLeft: idDaysLeft(artifactRows(snapshot, 'databases') ?? [], view.growthPerDay),
    missing: missingArtifacts(snapshot, ['tables', 'sequences', 'horizonHolders']),
  };
}

function summaries(view: DatabaseView): TableSummary[] | null {
  const tables = artifactRows(view.snapshot, 'tables');
  if (!tables) return null;
  const findings = findingsByTable(view);
  return [...ordinary(tables, view, findings), ...hypertables(view, findings)];
}

/** Those of a sequence or a key begin with the same two names as those of its table, or with the sequence’s. */
function findingsByTable(view: DatabaseView): FindingsOf {
  const found = new Map<string, TableSummary['findings']>();
  for (const finding of openFindings(view)) {
    const [schema, name] = finding.subject;
    if (schema === undefined || name === undefined) continue;
    const key = subjectText([schema, name]);
    found.set(key, [...(found.get(key) ?? []), reference(finding)]);
  }
  return (schema, name) => found.get(subjectText([schema, name])) ?? [];
}

function ordinary(tables: readonly Table[], view: DatabaseView, findings: FindingsOf): TableSummary[] {
  const settings = artifactRows(view.snapshot, 'settings') ?? [];
  const bloat = new Map(artifactRows(view.snapshot, 'tableBloat')?.map((row) => [row.relationOid, row]));
  return tableTotals(tables).map((totals) => {
    const { root, partitions } = totals;
    const own = root.kind === 'partitioned' ? partitions : [root];
    const growth = view.growthPerDay('tableBytes', subjectText([root.schema, root.name]));
    return {
      subject: subjectText([root.schema, root.name]),
      schema: root.schema,
      name: root.name,
      kind: root.kind,
      isUnlogged: root.isUnlogged,
      parts: partitions.length,
      heapBytes: totals.heapBytes,
      toastBytes: totals.toastBytes,
      indexBytes: totals.indexBytes,
      totalBytes: totals.totalBytes,
      rows: totals.rows,
      growthBytesPerDay: growth,
      deadRows: totals.deadRows,
      ...vacuumNeed(own, settings),
      lastVacuumAt: newest(
        own.flatMap(({ lastVacuumAt, lastAutovacuumAt }) => [lastVacuumAt, lastAutovacuumAt]),
      ),
      lastAnalyzeAt: newest(
        [root, ...own].flatMap(({ lastAnalyzeAt, lastAutoanalyzeAt }) => [lastAnalyzeAt, lastAutoanalyzeAt]),
      ),
      ...waste(totals, own, bloat),
      xidAge: totals.xidAge,
      findings: findings(root.schema, root.name),
    };
  });
}

/** Of the part that needs it most: a thousand calm partitions do not help the one that is late. */
function vacuumNeed(
  tables: readonly Table[],
  settings: readonly Row<'settings'>[],
): Pick<TableSummary, 'vacuumNeedRatio' | 'vacuumNeedOf' | 'isAutovacuumed' | 'freezeMaxAge'> {
  const needs = tables.flatMap((table) => {
    const at = vacuumThresholds(table, settings);
    if (!at) return [];
    const ratios: [NonNullable<TableSummary['vacuumNeedOf']>, number][] = [
      ['dead rows', table.deadRows === null ? 0 : table.deadRows / Math.max(1, at.deadRows)],
      [
        'inserted rows',
        at.insertedRows === null ? 0 : (table.insertedSinceVacuum ?? 0) / Math.max(1, at.insertedRows),
      ],
      [
        'age',
        Math.max((table.xidAge ?? 0) / at.freezeXidAge, (table.multixactAge ?? 0) / at.freezeMultixactAge),
      ],
    ];
    const [of, ratio] = ratios.reduce((a, b) => (b[1] > a[1] ? b : a));
    return [{ of, ratio, at, isCounted: table.deadRows !== null }];
  });
  const neediest = needs.filter(({ isCounted }) => isCounted).sort((a, b) => b.ratio - a.ratio)[0];
  return {
    vacuumNeedRatio: neediest?.ratio ?? null,
    vacuumNeedOf: neediest?.of ?? null,
    isAutovacuumed: needs.length === 0 ? null : needs.every(({ at }) => at.isEnabled),
    freezeMaxAge: needs.length === 0 ? null : Math.min(...needs.map(({ at }) => at.freezeXidAge)),
  };
}

function newest(instants: readonly (string | null)[]): string | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

/** Null when nothing of it was estimated. */
function waste(
  { heapBytes }: TableTotals,
  tables: readonly Table[],
  bloat: ReadonlyMap<number, Row<'tableBloat'>>,
): Pick<TableSummary, 'wastedBytes' | 'isWastedDoubtful'> {
  const known = tables.flatMap((table) => {
    const row = bloat.get(table.relationOid);
    return row && row.packedBytes !== null ? [{ table, row, packedBytes: row.packedBytes }] : [];
  });
  if (known.length === 0 || heapBytes === 0) return { wastedBytes: null, isWastedDoubtful: false };
  return {
    wastedBytes: known.reduce(
      (sum, { row, packedBytes }) => sum + Math.max(0, row.heapBytes - packedBytes),
      0,
    ),
    isWastedDoubtful: known.some(
      ({ table, row }) =>
        row.columnsUnknown > 0 ||
        (table.modifiedSinceAnalyze ?? 0) > STALE_RATIO * Math.max(1, table.estimatedRows ?? 0),
    ),
  };
}

function hypertables(view: DatabaseView, findings: FindingsOf): TableSummary[] {
  const { snapshot, growthPerDay } = view;
  const chunks = artifactRows(snapshot, 'chunks');
  if (!snapshot || !chunks) return [];
  return (artifactRows(snapshot, 'hypertables') ?? []).map((hypertable) => {
    const { schema, name, hypertableId } = hypertable;
    const own = chunksOf(chunks, hypertableId);
    const marks = {
      presentUnits: presentUnits(hypertable, own, Date.parse(snapshot.takenAt)),
      columnstoreAfterUnits: null,
    };
    const { totalBytes, rows, chunkCount } = hypertableTotals(own, marks);
    const dead = own.flatMap(({ deadTuples }) => deadTuples ?? []);
    return {
      subject: subjectText([schema, name]),
      schema,
      name,
      kind: 'hypertable',
      isUnlogged: false,
      parts: chunkCount,
      heapBytes: null,
      toastBytes: null,
      indexBytes: null,
      totalBytes,
      rows,
      growthBytesPerDay: growthPerDay('totalBytes', subjectText([schema, name])),
      deadRows: dead.length === 0 ? null : dead.reduce((sum, each) => sum + each, 0),
      vacuumNeedRatio: null,
      vacuumNeedOf: null,
      isAutovacuumed: null,
      lastVacuumAt: null,
      lastAnalyzeAt: newest(own.map(({ lastAnalyzeAt }) => lastAnalyzeAt)),
      wastedBytes: null,
      isWastedDoubtful: false,
      xidAge:
        own.length === 0
          ? null
          : Math.max(...own.map(({ xidAge, columnXidAge }) => Math.max(xidAge, columnXidAge ?? 0))),
      freezeMaxAge: freezeMaxAge(snapshot),
      findings: findings(schema, name),
    };
  });
}

function freezeMaxAge(snapshot: Snapshot): number | null {
  const setting = artifactRows(snapshot, 'settings')?.find(
    ({ name }) => name === 'autovacuum_freeze_max_age',
  )?.setting;
  return setting === undefined || setting === null ? null : Number(setting);
}

function nearestToTheirEnd(
  sequences: readonly Row<'sequences'>[],
  { growthPerDay }: DatabaseView,
): SequenceSummary[] {
  return sequences
    .flatMap((sequence) => {
      const limit = sequence.cycles ? null : sequenceLimit(sequence);
      const { schema, name, ownerTable, ownerColumn, lastValue, increment } = sequence;
      if (!limit || lastValue === null) return [];
      const perDay = growthPerDay('sequenceValue', subjectText([schema, name]));
      const taken = perDay === null ? 0 : perDay / increment;
      return [
        {
          schema,
          name,
          ownerTable,
          ownerColumn,
          lastValue,
          ...limit,
          daysLeft: taken > 0 ? limit.valuesLeft / taken : null,
        },
      ];
    })
    .sort((a, b) => b.usedRatio - a.usedRatio)
    .slice(0, MOST_SEQUENCES);
}
