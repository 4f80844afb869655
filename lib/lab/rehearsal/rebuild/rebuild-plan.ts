import type { Row } from '@/lib/collect/snapshot';
import type { TimescaleDialect } from '@/lib/sql/columnstore';
import { ident, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';
import { aggregateStatements } from './aggregate';
import { chosenChunks } from './chosen-chunks';
import { FROZEN, markChunks } from './chunk-status';
import { createChunks } from './chunks';
import { columnstoreStatements } from './columnstore';
import { insertGeneratedRows } from './generated-rows';
import { indexStatements } from './indexes';
import { insertJob } from './jobs';
import { FIRST_USER_JOB, hypertablesAside, jobsAside, nextHypertable } from './numbers';
import type { RebuildStatement } from './rebuild-statement';
import { tableStatements } from './table';

type Hypertable = Row<'hypertables'>;
type Chunk = Row<'chunks'>;

export interface RebuildPlan {
  readonly statements: readonly RebuildStatement[];
  readonly chunks: number;
  readonly chunksLeftOut: number;
  /** Types that the sandbox has not, which became text there. */
  readonly mappedTypes: readonly string[];
}

interface Rebuild {
  readonly facts: RehearsalFacts;
  readonly dialect: TimescaleDialect;
  /** Type names that the sandbox knows. */
  readonly knownTypes: ReadonlySet<string>;
  readonly adviceText: string;
  readonly nowMs: number;
}

/**
 * The statements that make the touched part of a schema anew in a sandbox, with the numbers that it has on the
 * monitored server: advice names hypertables, chunks and jobs by them.
 */
export function rebuildPlan(touched: readonly Hypertable[], rebuild: Rebuild): RebuildPlan {
  const { facts, knownTypes, adviceText, nowMs } = rebuild;
  const parts = touched.map((hypertable) => {
    const all = facts.chunks.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
    const columns = facts.hypertableColumns
      .filter(({ hypertableId }) => hypertableId === hypertable.hypertableId)
      .map((column) => (knownTypes.has(column.type) ? column : { ...column, type: 'text' }));
    return { hypertable, columns, all, chunks: chosenChunks(all, adviceText) };
  });
  const jobs = facts.jobs.filter(
    ({ jobId, hypertableId }) =>
      jobId >= FIRST_USER_JOB &&
      (touched.some((one) => one.hypertableId === hypertableId) || adviceText.includes(String(jobId))),
  );
  const made = parts.reduce((sum, { chunks }) => sum + chunks.length, 0);
  return {
    statements: [
      ...parts.flatMap((part) => [
        ...relationStatements(part.hypertable, part.columns, part.all, rebuild),
        ...chunkStatements(part, rebuild),
      ]),
      ...jobs.flatMap((job) => insertJob(job, nowMs)),
      { sql: jobsAside(facts), what: 'numbers of its own' },
    ],
    chunks: made,
    chunksLeftOut: parts.reduce((sum, { all }) => sum + all.length, 0) - made,
    mappedTypes: unknownTypes(touched, rebuild),
  };
}

function unknownTypes(touched: readonly Hypertable[], { facts, knownTypes }: Rebuild): string[] {
  const used = facts.hypertableColumns.filter(({ hypertableId }) =>
    touched.some((one) => one.hypertableId === hypertableId),
  );
  return [...new Set(used.map(({ type }) => type).filter((type) => !knownTypes.has(type)))];
}

function relationStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  chunks: readonly Chunk[],
  rebuild: Rebuild,
): RebuildStatement[] {
  const title = `${hypertable.schema}.${hypertable.name}`;
  const { facts, nowMs } = rebuild;
  const statements =
    hypertable.kind === 'hypertable'
      ? tableStatements(hypertable, columns, chunks, facts, nowMs)
      : aggregateStatements(hypertable, columns, facts);
  return [
    {
      sql: sql`CREATE SCHEMA IF NOT EXISTS ${ident(hypertable.schema)};`,
      what: `schema ${hypertable.schema}`,
    },
    { sql: nextHypertable(hypertable.hypertableId), what: `the number of ${title}` },
    ...statements,
    { sql: hypertablesAside(facts), what: 'numbers of its own' },
  ];
}

interface Part {
  readonly hypertable: Hypertable;
  readonly columns: readonly Row<'hypertableColumns'>[];
  readonly chunks: readonly Chunk[];
}

function chunkStatements({ hypertable, columns, chunks }: Part, rebuild: Rebuild): RebuildStatement[] {
  const { facts, dialect } = rebuild;
  const title = `${hypertable.schema}.${hypertable.name}`;
  const indexes = indexStatements(hypertable, facts);
  if (chunks.length === 0)
    return [
      ...indexes.before,
      ...indexes.after,
      ...columnstoreStatements(hypertable, columns, chunks, facts, dialect),
    ];
  return [
    ...indexes.before,
    { sql: createChunks(hypertable, chunks, facts), what: `chunks of ${title}` },
    ...indexes.after,
    { sql: insertGeneratedRows(hypertable, columns, chunks), what: `rows of ${title}` },
    ...columnstoreStatements(hypertable, columns, chunks, facts, dialect),
    // Last, because a frozen chunk takes no rows and is not converted.
    ...markChunks(
      chunks.filter(({ isFrozen }) => isFrozen),
      FROZEN,
      `the frozen chunks of ${title}`,
    ),
  ];
}
