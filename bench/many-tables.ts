import pg from 'pg';
import { startPostgres } from '@/lib/embedded/test-engines';

const TABLES_PER_SCHEMA = 10;
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
 * foreign key and rows. A tenth lacks the index of its foreign key and has another one twice; of the large ones half of
 * the rows are deleted.
 */
export async function startManyTables({
  major,
  schemas,
}: {
  readonly major: number;
  readonly schemas: number;
}): Promise<ManyTables> {
  const engine = await startPostgres(major, {
    settings: { autovacuum: 'off', shared_preload_libraries: 'pg_stat_statements', shared_buffers: '256MB' },
  });
  const client = new pg.Client({ connectionString: engine.url });
  await client.connect();
  await client.query('CREATE EXTENSION pg_stat_statements');
  for (let schema = 0; schema < schemas; schema++) await client.query(schemaOf(schema));
  await client.query('ANALYZE');
  // Scans that the counters hold.
  for (let schema = 0; schema < schemas; schema += 2)
    await client.query(`SELECT note FROM tenant_${schema}.t0 WHERE id = 7`);
  const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM pg_class');
  await client.end();
  return {
    url: engine.url,
    tables: schemas * TABLES_PER_SCHEMA,
    relations: rows[0]?.count ?? 0,
    stop: () => engine.stop(),
  };
}

function schemaOf(schema: number): string {
  return `DO $$ BEGIN
    CREATE SCHEMA tenant_${schema};
    SET LOCAL search_path = tenant_${schema};
    FOR i IN 0..${TABLES_PER_SCHEMA - 1} LOOP
      EXECUTE format('CREATE TABLE t%s (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, parent int REFERENCES t%s, at timestamptz, note text)',
                     i, greatest(i - 1, 0));
      EXECUTE format('CREATE INDEX ON t%s (at)', i);
      EXECUTE format('CREATE INDEX ON t%s (%s)', i, CASE WHEN i = 9 THEN 'at' ELSE 'parent' END);
      EXECUTE format('INSERT INTO t%s (parent, at, note) SELECT 1, now(), md5(n::text) FROM generate_series(1, %s) n',
                     i, CASE WHEN i = 9 AND ${schema} % 10 = 0 THEN ${MANY_ROWS} ELSE ${ROWS} END);
      IF i = 9 AND ${schema} % 10 = 0 THEN DELETE FROM t9 WHERE id % 2 = 0; END IF;
    END LOOP; END $$`;
}
