import pg from 'pg';
import { startPostgres } from '@/lib/embedded/test-engines';

const TABLES = [...Array(10).keys()];
const ROWS = 50;
/** Every hundredth table has enough of them that bloat is worth an estimate. */
const MANY_ROWS = 20_000;

export interface ManyTables {
  readonly url: string;
  readonly tables: number;
  /** Everything in pg_class: indexes, sequences and TOAST too. */
  readonly relations: number;
  stop(): Promise<void>;
}

/**
 * A native PostgreSQL with ten tables in each schema, analysed: each with a key from a sequence, two more indexes, a
 * foreign key, rows and statements. A tenth lacks the index of its foreign key and has another one twice; half of the
 * rows of the large ones are deleted.
 */
export async function startManyTables({
  major,
  schemas,
}: {
  readonly major: number;
  readonly schemas: number;
}): Promise<ManyTables> {
  const engine = await startPostgres(major, {
    settings: {
      autovacuum: 'off',
      shared_buffers: '256MB',
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track_utility': 'off',
    },
  });
  const client = new pg.Client({ connectionString: engine.url });
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  for (let schema = 0; schema < schemas; schema++) await client.query(schemaOf(schema));
  await client.query('ANALYZE');
  for (let schema = 0; schema < schemas; schema++) await client.query(statementsOf(schema));
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM pg_class');
  await client.end();
  return {
    url: engine.url,
    tables: schemas * TABLES.length,
    relations: rows[0]?.count ?? 0,
    stop: () => engine.stop(),
  };
}

const tableOf = (schema: number, table: number) => `tenant_${schema}.t${schema}_${table}`;

function schemaOf(schema: number): string {
  return [`CREATE SCHEMA tenant_${schema}`, ...TABLES.flatMap((table) => tableWithRows(schema, table))].join(
    ';',
  );
}

function tableWithRows(schema: number, table: number): string[] {
  const name = tableOf(schema, table);
  const isLast = table === TABLES.length - 1;
  const isLarge = isLast && schema % 10 === 0;
  return [
    `CREATE TABLE ${name} (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int REFERENCES ${tableOf(schema, Math.max(0, table - 1))}, at timestamptz, note text)`,
    `CREATE INDEX ON ${name} (at)`,
    `CREATE INDEX ON ${name} (${isLast ? 'at' : 'parent'})`,
    `INSERT INTO ${name} (parent, at, note) SELECT 1, now(), md5(n::text) FROM generate_series(1, ${isLarge ? MANY_ROWS : ROWS}) n`,
    ...(isLarge ? [`DELETE FROM ${name} WHERE id % 2 = 0`] : []),
  ];
}

/** Two statements of each table: pg_stat_statements is as full as it gets where there are many tables. */
function statementsOf(schema: number): string {
  const measures = Array.from(
    { length: 12 },
    (_, n) => `count(note) FILTER (WHERE id > ${n}) AS notes_after_${n}`,
  );
  return TABLES.flatMap((table) => [
    `SELECT ${measures.join(', ')} FROM ${tableOf(schema, table)}`,
    `SELECT id, parent, at, note FROM ${tableOf(schema, table)} WHERE id = 7`,
  ]).join(';');
}
