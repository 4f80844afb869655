import type { HypotheticalIndexAnswer } from '@/lib/api/hypothetical-index';
import type { Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { AppError } from '@/lib/errors';
import type {
  HypotheticalCheck,
  HypotheticalIndex,
  HypotheticalRequest,
  NotPlanned,
  PlannedTwice,
} from '@/lib/explain/hypothetical-index';
import type { Candidate } from '@/lib/rules/shared/indexes/workload-candidates';
import { CREATE_HYPOPG } from '@/lib/sql/hypothetical-index';
import { qualified, sql } from '@/lib/sql/statement';
import { treeStructure } from '@/lib/sql/table-index';
import { maskLiterals } from '@/lib/sql/without-literals';
import type { DatabaseView } from './database-view';
import { proposedIndexes } from './proposed-indexes';

/** Planned twice each, over connections of their own: those that it saves most tell enough. */
const MOST_STATEMENTS = 5;

/** What to ask the planner about a finding, and how to tell what it said. */
export interface HypotheticalQuestion {
  readonly request: HypotheticalRequest;
  answerOf(check: HypotheticalCheck): HypotheticalIndexAnswer;
}

/** The index of a finding with the statements that it is for. Throws `not-found` for a finding that is none of the newest snapshot's. */
export function hypotheticalQuestion(view: DatabaseView, key: string): HypotheticalQuestion {
  const { target, snapshot } = view;
  const candidate = proposedIndexes(view).find(({ finding }) => finding.key === key)?.candidate;
  if (!snapshot || !candidate)
    throw new AppError(
      'not-found',
      `The newest snapshot proposes no index as ${key}`,
      'GET /api/databases/:id/findings lists them; the planner can be asked about those of indexes/workload-candidate.',
    );
  const index = indexOf(candidate, snapshot);
  const asked = candidate.statements.filter(({ query }) => query !== null).slice(0, MOST_STATEMENTS);
  return {
    request: { target, snapshot, index, statements: asked.map(({ query }) => query ?? '') },
    answerOf(check) {
      const planned = 'statements' in check ? check.statements : [];
      return {
        databaseId: target.id,
        key,
        index: sql`CREATE INDEX ON ${qualified(index.schema, index.tableName)} ${index.structure}`,
        hypopgVersion: check.hypopg.version,
        install: check.hypopg.schema === null ? installOf(check) : null,
        // Of a partitioned table hypopg goes by the rows of the parent in pg_class: none before 14, or without ANALYZE.
        indexBytes: candidate.table.isPartitioned ? null : sizeOf(planned),
        statements: planned.map((one, at) => ({
          queryId: asked[at]?.queryId ?? null,
          query: maskLiterals(asked[at]?.query ?? ''),
          ...saidOf(one),
        })),
        statementCount: candidate.statements.length,
        basis:
          'Costs are the planner’s own unit, by which it chooses among plans of one statement: half the cost is not half the time. Nothing was run and nothing was built.',
      };
    },
  };
}

function indexOf({ table, key }: Candidate, snapshot: Snapshot): HypotheticalIndex {
  const { schema, name } = table;
  const hypertable = artifactRows(snapshot, 'hypertables')?.find(
    (one) => one.schema === schema && one.name === name,
  );
  return {
    schema,
    tableName: name,
    structure: treeStructure(key.columns, key.nullColumn),
    chunks: hypertable ? rowChunks(snapshot, hypertable.hypertableId) : null,
  };
}

/** What is converted as a whole has no rows that an index of ours would lead to. */
function rowChunks(snapshot: Snapshot, hypertableId: number): HypotheticalIndex['chunks'] {
  return chunksOf(artifactRows(snapshot, 'chunks') ?? [], hypertableId)
    .filter(({ isCompressed, isPartial, isTiered }) => !isTiered && (!isCompressed || isPartial))
    .sort((left, right) => (right.rangeStartUnits ?? 0) - (left.rangeStartUnits ?? 0))
    .map(({ schema, name, rowHeapBytes }) => ({ schema, name, heapBytes: rowHeapBytes ?? 0 }));
}

function installOf({
  hypopg: { availableVersion },
  server: { inRecovery, major },
}: HypotheticalCheck): NonNullable<HypotheticalIndexAnswer['install']> {
  const where = inRecovery ? ' on the primary, from where it comes here' : '';
  return {
    sql: CREATE_HYPOPG,
    role: `a superuser, or the administrator of a managed service${where}`,
    note:
      availableVersion === null
        ? `The server has no files of it yet: they are in the package postgresql-${major}-hypopg of Debian and Ubuntu, hypopg_${major} of PostgreSQL’s RPM repository; most managed services have it.`
        : `Its files are there, version ${availableVersion}. It needs no restart, and does nothing unless it is asked.`,
  };
}

/** As the statement tells whose plan read the most chunks. */
function sizeOf(planned: readonly (PlannedTwice | NotPlanned)[]): number | null {
  const sizes = planned.flatMap((one) => ('reason' in one || one.indexBytes === null ? [] : [one]));
  return sizes.sort((left, right) => (right.chunks ?? 0) - (left.chunks ?? 0))[0]?.indexBytes ?? null;
}

function saidOf(one: PlannedTwice | NotPlanned) {
  if ('reason' in one)
    return { kind: null, costBefore: null, costAfter: null, isUsed: null, chunks: null, ...one };
  const { kind, costBefore, costAfter, isUsed, chunks } = one;
  return { kind, costBefore, costAfter, isUsed, chunks, reason: null, hint: null };
}
