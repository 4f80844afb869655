import type { Row } from '@/lib/collect/snapshot';
import { deparsed, ident, qualified, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';
import type { RebuildStatement } from './rebuild-statement';

/** Indexes that some chunk lacks come after the chunks, on the hypertable alone. */
export function indexStatements(
  { hypertableId, schema, name, relationSchema, relationName }: Row<'hypertables'>,
  { hypertableIndexes }: RehearsalFacts,
): { before: RebuildStatement[]; after: RebuildStatement[] } {
  const indexes = hypertableIndexes.filter((index) => index.hypertableId === hypertableId);
  const statement = (index: Row<'hypertableIndexes'>, only: Sql): RebuildStatement => {
    const unique = index.isUnique ? sql`UNIQUE ` : sql``;
    const columns = deparsed(index.structure.replace(/^USING \w+ /, ''));
    const create =
      index.isConstraint && index.isUnique
        ? sql`ALTER TABLE ${qualified(schema, name)} ADD CONSTRAINT ${ident(index.name)} ${index.isPrimary ? sql`PRIMARY KEY` : sql`UNIQUE`} ${columns};`
        : sql`CREATE ${unique}INDEX IF NOT EXISTS ${ident(index.name)} ON ${only}${qualified(relationSchema, relationName)} ${deparsed(index.structure)};`;
    return { sql: create, what: `index ${index.name} of ${schema}.${name}` };
  };
  const isPartial = (index: Row<'hypertableIndexes'>) => index.chunksWithout > 0 || !index.isValid;
  const invalid = indexes.filter(({ isValid }) => !isValid);
  return {
    before: indexes.filter((index) => !isPartial(index)).map((index) => statement(index, sql``)),
    after: [
      ...indexes.filter(isPartial).map((index) => statement(index, sql`ONLY `)),
      ...invalid.map((index) => ({
        sql: sql`UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ${regclass(index.schema, index.name)}::regclass;`,
        what: `the state of index ${index.name}`,
      })),
    ],
  };
}
