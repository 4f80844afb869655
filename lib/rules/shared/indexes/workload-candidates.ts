import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';
import { byteThreshold } from '../../byte-threshold';
import type { Needed, RuleContext } from '../../rule';
import { type CandidateTable, candidateTables } from './candidate-table';
import { type IndexGain, type IndexKey, indexGain } from './index-gain';
import { type TableAccess, tableAccesses, writtenRows } from './table-access';

/** postgres-mcp looks at statements from fifty calls on: fewer are somebody trying something. */
const LEAST_CALLS = 50;
/** A thousandth of one processor, a minute and a half a day: below it nobody waits. */
export const LEAST_LOAD_RATIO = 0.001;
/** pganalyze leaves smaller tables out: they are read from memory as a whole. */
const LEAST_BYTES = 10_000_000;
/** An entry of a B-tree in memory, with its WAL: 12 to 14 µs, measured on PostgreSQL 15 and two busy processors; the rest is for pages that are not in memory. */
export const WRITE_SECONDS = 0.000_02;
/** An index has to save twice what writes pay for it, as both are estimates. */
const LEAST_GAIN_RATIO = 2;
/** One after the other: the best of them changes what the next would save. */
const MOST_OF_A_TABLE = 3;

export type CandidateArtifacts = Needed<
  'columnStatistics' | 'indexes' | 'statements',
  'tables' | 'hypertables' | 'hypertableColumns' | 'chunks'
>;

/** An index that statements would be served by, as estimated; its key is as an index of the table has it. */
export interface Candidate {
  readonly subject: readonly string[];
  readonly table: CandidateTable;
  readonly key: IndexKey;
  /** Of the statement that it saves most. */
  readonly gain: IndexGain;
  /** The one that it saves most first. */
  readonly statements: readonly Row<'statements'>[];
  readonly savedSeconds: number;
  readonly windowSeconds: number;
  readonly writes: number;
}

/** A table that is large enough for an index, and what busy statements ask of it. */
export interface LookedAt {
  readonly table: CandidateTable;
  readonly accesses: readonly TableAccess[];
}

/** The indexes that statements would be served by, of the tables that were looked at. */
export function workloadCandidates(
  artifacts: CandidateArtifacts,
  context: Pick<RuleContext, 'nowMs' | 'profile'>,
): { readonly looked: readonly LookedAt[]; readonly candidates: readonly Candidate[] } {
  const tables = candidateTables(artifacts);
  const looked = tables
    .filter(({ bytes }) => bytes >= byteThreshold(LEAST_BYTES, context))
    .map((table) => ({ table, accesses: busyAccesses(table, tables, artifacts, context) }));
  const candidates = looked.flatMap(({ table, accesses }) =>
    candidatesOf(table, accesses, tables, artifacts, context),
  );
  return { looked, candidates };
}

/** Since when a statement is counted; null where nothing tells. */
export const windowOf = ({ statsSince, statsResetAt }: Row<'statements'>, nowMs: number): number | null =>
  secondsSince(statsSince ?? statsResetAt, nowMs);

function busyAccesses(
  table: CandidateTable,
  tables: readonly CandidateTable[],
  { statements }: CandidateArtifacts,
  { nowMs }: Pick<RuleContext, 'nowMs'>,
): TableAccess[] {
  return tableAccesses(table, tables, statements).filter(
    ({ statement }) => windowOf(statement, nowMs) !== null && statement.calls >= LEAST_CALLS,
  );
}

function candidatesOf(
  table: CandidateTable,
  accesses: readonly TableAccess[],
  tables: readonly CandidateTable[],
  { statements }: CandidateArtifacts,
  { nowMs }: Pick<RuleContext, 'nowMs'>,
): Candidate[] {
  const gains = accesses.flatMap((access) => {
    const gain = indexGain(access, table.estimateFor(access), ({ from }) => {
      const other = tables.find(({ schema, name }) => schema === from.schema && name === from.name);
      return other && other.rows > 0 ? other.estimateFor(access) : null;
    });
    return gain ? [{ gain, statement: access.statement }] : [];
  });
  const writes = writtenRows(table, tables, statements);
  return groupedByIndex(gains)
    .map(({ key, gains: [best, ...others] }): Candidate => {
      const served = [best, ...others];
      const own = table.keyOf(key);
      return {
        subject: [table.schema, table.name, ...own.columns.map(({ column }) => column)],
        table,
        key: own,
        gain: best.gain,
        statements: served.map(({ statement }) => statement),
        savedSeconds: served.reduce((sum, one) => sum + savedBy(one), 0),
        windowSeconds: Math.max(...served.map(({ statement }) => windowOf(statement, nowMs) ?? 0)),
        writes,
      };
    })
    .filter(
      ({ savedSeconds, windowSeconds }) =>
        savedSeconds >= LEAST_LOAD_RATIO * windowSeconds &&
        savedSeconds >= LEAST_GAIN_RATIO * writes * WRITE_SECONDS,
    )
    .sort((a, b) => b.savedSeconds - a.savedSeconds)
    .slice(0, MOST_OF_A_TABLE);
}

interface Gain {
  readonly gain: IndexGain;
  readonly statement: Row<'statements'>;
}
/** The statements that one index serves, each once; the one that it saves most first. */
interface Served {
  readonly key: IndexKey;
  readonly gains: readonly [Gain, ...Gain[]];
}

/** What a left part of a longer key serves is served by that. */
function groupedByIndex(gains: readonly Gain[]): Served[] {
  const byLength = [...gains].sort(
    (a, b) => b.gain.key.columns.length - a.gain.key.columns.length || savedBy(b) - savedBy(a),
  );
  const groups: [Gain, ...Gain[]][] = [];
  for (const one of byLength) {
    const group = groups.find(([first]) => isServedBy(one.gain, first.gain));
    if (!group) groups.push([one]);
    else if (group.every(({ statement }) => statement !== one.statement)) group.push(one);
  }
  return groups.map((group) => {
    const [longest] = group;
    const [best = longest, ...others] = [...group].sort((a, b) => savedBy(b) - savedBy(a));
    return { key: longest.gain.key, gains: [best, ...others] };
  });
}

const savedBy = ({ gain, statement }: Gain) => gain.savedRatio * statement.totalSeconds;

function isServedBy(one: IndexGain, by: IndexGain): boolean {
  const isPart = one.key.columns.every(
    ({ column, isDescending }, at) =>
      by.key.columns[at]?.column === column && by.key.columns[at]?.isDescending === isDescending,
  );
  return isPart && (by.key.nullColumn === null || by.key.nullColumn === one.key.nullColumn);
}
