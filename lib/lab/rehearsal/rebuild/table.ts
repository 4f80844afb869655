import type { Row } from '@/lib/collect/snapshot';
import { presentUnits } from '@/lib/derive/present';
import { splitName } from '@/lib/sql/qualified-name';
import {
  deparsed,
  dollarQuoted,
  ident,
  joined,
  literal,
  qualified,
  regclass,
  sql,
} from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';
import { intervalOf } from './interval';
import type { RebuildStatement } from './rebuild-statement';

type Hypertable = Row<'hypertables'>;

/** A table that is a hypertable, with its dimensions and the clock of integer time. */
export function tableStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  chunks: readonly Row<'chunks'>[],
  facts: RehearsalFacts,
  nowMs: number,
): RebuildStatement[] {
  const { hypertableId, schema, name, integerNowFunction } = hypertable;
  const title = `${schema}.${name}`;
  const definitions = columns.map(
    (column) =>
      sql`${ident(column.name)} ${deparsed(column.type)}${column.isNotNull ? sql` NOT NULL` : sql``}`,
  );
  const [primary, ...more] = facts.dimensions
    .filter((dimension) => dimension.hypertableId === hypertableId)
    .sort((a, b) => a.position - b.position);
  return [
    {
      sql: sql`CREATE TABLE ${qualified(schema, name)} (${joined(definitions, ', ')});`,
      what: `table ${title}`,
    },
    ...(primary
      ? [
          {
            sql: sql`SELECT create_hypertable(${regclass(schema, name)}, by_range(${literal(primary.column)}, ${intervalOf(primary)}), create_default_indexes => false);`,
            what: `hypertable ${title}`,
          },
        ]
      : []),
    ...more.map((dimension) => ({
      sql: sql`SELECT add_dimension(${regclass(schema, name)}, ${
        dimension.kind === 'space'
          ? sql`by_hash(${literal(dimension.column)}, ${dimension.partitionCount ?? 1})`
          : sql`by_range(${literal(dimension.column)}, ${intervalOf(dimension)})`
      });`,
      what: `dimension ${dimension.column} of ${title}`,
    })),
    ...(integerNowFunction
      ? integerNow(hypertable, integerNowFunction, presentUnits(hypertable, chunks, nowMs))
      : []),
  ];
}

/** The user's own function is not known; its stand-in tells the start of the newest chunk. */
function integerNow(hypertable: Hypertable, formatted: string, present: number | null): RebuildStatement[] {
  const type = deparsed(hypertable.timeColumnType);
  const { schema, name } = splitName(formatted);
  const called = qualified(schema, name);
  const body = sql`SELECT ${literal(String(BigInt(present ?? 0)))}::${type}`;
  return [
    { sql: sql`CREATE SCHEMA IF NOT EXISTS ${ident(schema)};`, what: 'schema of the function' },
    {
      sql: sql`CREATE OR REPLACE FUNCTION ${called}() RETURNS ${type} LANGUAGE sql STABLE AS ${dollarQuoted(body)};`,
      what: `function ${called}`,
    },
    {
      sql: sql`SELECT set_integer_now_func(${regclass(hypertable.schema, hypertable.name)}, ${literal(called)});`,
      what: `the clock of ${hypertable.schema}.${hypertable.name}`,
    },
  ];
}
