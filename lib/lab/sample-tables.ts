import type pg from 'pg';
import type { Row } from '@/lib/collect/snapshot';
import { copyIn } from '@/lib/db/copy';
import type { CopiedRows } from '@/lib/db/database';
import { AppError } from '@/lib/errors';
import { deparsed, ident, joined, literal, qualified, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { SampleColumn, SourceColumn } from './lab-source';
import type { PlannedPiece } from './sample-plan';

/** One sub-sample as a hypertable of its own in the sandbox, so that it is compressed by itself. */
export interface SampleTable {
  readonly name: string;
  readonly piece: PlannedPiece;
  readonly rows: number;
  readonly bytes: number;
  readonly isCut: boolean;
}

export const tableOf = ({ name }: Pick<SampleTable, 'name'>): Sql => qualified('public', name);
export const regclassOf = ({ name }: Pick<SampleTable, 'name'>): Sql =>
  sql`${regclass('public', name)}::regclass`;

/** The type of each column in the sandbox: its own, the one that a domain is made of, or text. */
export async function mappedColumns(
  sandbox: pg.Client,
  columns: readonly SourceColumn[],
): Promise<SampleColumn[]> {
  const asked = columns.map(
    ({ type, baseType }, at) => sql`(${at}, ${literal(type)}, ${literal(baseType ?? type)})`,
  );
  const { rows } = await sandbox.query<{ own: boolean; base: boolean }>(
    sql`SELECT pg_catalog.to_regtype(t.own) IS NOT NULL AS own, pg_catalog.to_regtype(t.base) IS NOT NULL AS base
          FROM (VALUES ${joined(asked, ', ')}) t(at, own, base) ORDER BY t.at`,
  );
  return columns.map((column, at) => {
    const { own, base } = rows[at] ?? { own: false, base: false };
    const known = own ? column.type : base ? (column.baseType ?? 'text') : 'text';
    return { ...column, sandboxType: known };
  });
}

/** Creates the table and fills it. Row by row nothing is looked at here. */
export async function loadTable(
  sandbox: pg.Client,
  name: string,
  piece: PlannedPiece,
  timeColumn: string,
  columns: readonly SampleColumn[],
  { lines, bytes, isCut }: CopiedRows,
): Promise<SampleTable> {
  const definitions = columns.map((column) => sql`${ident(column.name)} ${deparsed(column.sandboxType)}`);
  const table = { name, piece, rows: lines.length, bytes, isCut };
  await sandbox.query(sql`CREATE TABLE ${tableOf(table)} (${joined(definitions, ', ')})`);
  await sandbox.query(
    sql`SELECT create_hypertable(${regclassOf(table)}, by_range(${literal(timeColumn)}, ${allInOne(timeColumn, columns)}), create_default_indexes => false)`,
  );
  try {
    await copyIn(sandbox, tableOf(table), lines);
  } catch (error) {
    // The server's own words quote values, which have to stay in the sandbox.
    const state = error instanceof Error && 'code' in error ? ` (SQLSTATE ${String(error.code)})` : '';
    throw new AppError('query-failed', `The sandbox did not take the sample${state}`);
  }
  return table;
}

/** An interval that holds every row in one chunk, or two around zero. */
function allInOne(timeColumn: string, columns: readonly SampleColumn[]): Sql {
  switch (columns.find(({ name }) => name === timeColumn)?.sandboxType) {
    case 'smallint':
      return sql`32767::smallint`;
    case 'integer':
      return sql`2147483647`;
    case 'bigint':
      return sql`4611686018427387904`;
    default:
      return sql`INTERVAL '1000 years'`;
  }
}

/** Builds the hypertable's indexes: what is indexed gets extra columns when it is compressed. Answers which could not be built. */
export async function buildIndexes(
  sandbox: pg.Client,
  tables: readonly SampleTable[],
  indexes: readonly Row<'hypertableIndexes'>[],
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, structure, isUnique } of indexes) {
    const kind = isUnique ? sql`UNIQUE INDEX` : sql`INDEX`;
    for (const table of tables) {
      const isBuilt = await sandbox
        .query(sql`CREATE ${kind} ON ${tableOf(table)} ${deparsed(structure)}`)
        .then(() => true)
        .catch((error: unknown) => {
          if (error instanceof Error && 'code' in error) return false;
          throw error;
        });
      if (!isBuilt) failed.push(name);
    }
  }
  return [...new Set(failed)];
}
