import pg from 'pg';
import type { Check, Step } from '@/lib/rules/rule';
import { type Sql, sql } from '@/lib/sql/statement';
import type { RehearsedStatement, TakenLock } from './rehearsal';

/** PostgreSQL's answer to a procedure that ends its own transactions inside one of ours. */
const INVALID_TRANSACTION_TERMINATION = '2D000';
/** … and to a statement that is refused in a transaction block. */
const ACTIVE_TRANSACTION = '25001';

/** A statement as it ran, with PostgreSQL's code where it failed. */
export interface Ran extends RehearsedStatement {
  readonly sqlstate: string | null;
}

/** A question of the advice, with its answer beside what was expected. */
export async function runCheck(client: pg.Client, part: 'precheck' | 'verify', check: Check): Promise<Ran> {
  const expected = check.expect.split(' — ')[0] ?? '';
  const ran = await timed(part, check.sql, async () => ({
    answer: firstCell(await client.query(check.sql)),
    locks: null,
  }));
  const differs = ran.status === 'ok' && ran.answer !== expected;
  return { ...ran, expected, status: differs ? 'differs' : ran.status };
}

const firstCell = ({ rows: [row] }: pg.QueryResult): string =>
  row === undefined ? 'no row' : String(Object.values(row)[0]);

/** A step, inside a transaction where it may be, so that the locks that it holds can be read before it ends. */
export async function runStep(client: pg.Client, { sql: statement, lock, transaction }: Step): Promise<Ran> {
  const relations = await existingRelations(client);
  const ran = await timed('step', statement, async () => ({
    answer: null,
    locks: transaction === 'none' ? await alone(client, statement) : await held(client, statement, relations),
  }));
  return { ...ran, lockSaid: lock.mode };
}

export const runUndo = (client: pg.Client, statement: Sql): Promise<Ran> =>
  timed('undo', statement, async () => ({ answer: null, locks: await alone(client, statement) }));

async function alone(client: pg.Client, statement: Sql): Promise<null> {
  await client.query(statement);
  return null;
}

async function held(
  client: pg.Client,
  statement: Sql,
  relations: ReadonlyMap<number, string>,
): Promise<readonly TakenLock[] | null> {
  await client.query('BEGIN');
  try {
    await client.query(statement);
    const { rows } = await client.query<{ oid: number; mode: string }>(HELD_LOCKS, [[...relations.keys()]]);
    await client.query('COMMIT');
    return rows.map(({ oid, mode }) => ({ mode, relation: relations.get(oid) ?? String(oid) }));
  } catch (error) {
    await client.query('ROLLBACK');
    const refused = [INVALID_TRANSACTION_TERMINATION, ACTIVE_TRANSACTION].includes(stateOf(error) ?? '');
    if (refused) return alone(client, statement);
    throw error;
  }
}

/** Names by oid, read before: what a statement drops is locked until it ends, but has no name any more. */
async function existingRelations(client: pg.Client): Promise<ReadonlyMap<number, string>> {
  const { rows } = await client.query<{ oid: number; relation: string }>(EXISTING_RELATIONS);
  return new Map(rows.map(({ oid, relation }) => [oid, relation]));
}

/** Tables, views and chunks of a user: neither the catalogs nor what an extension owns. */
const EXISTING_RELATIONS = sql`
SELECT c.oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm', 'v') AND n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema')
   AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Modes sort by strength in the order of their names' positions here, so that the strongest is kept. */
const HELD_LOCKS = sql`
SELECT DISTINCT ON (l.relation) l.relation AS oid, pg_catalog.regexp_replace(l.mode, 'Lock$', '') AS mode
  FROM pg_catalog.pg_locks l
 WHERE l.locktype = 'relation' AND l.granted AND l.relation = ANY ($1::oid[])
 ORDER BY l.relation,
       pg_catalog.array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',
         'ShareUpdateExclusiveLock', 'RowExclusiveLock', 'RowShareLock', 'AccessShareLock'], l.mode)`;

async function timed(
  part: RehearsedStatement['part'],
  statement: Sql,
  run: () => Promise<Pick<RehearsedStatement, 'answer' | 'locks'>>,
): Promise<Ran> {
  const startedAtMs = performance.now();
  const seconds = () => Math.round(performance.now() - startedAtMs) / 1_000;
  const common = { part, sql: statement, expected: null, lockSaid: null };
  try {
    const { answer, locks } = await run();
    return { ...common, status: 'ok', answer, locks, error: null, sqlstate: null, tookSeconds: seconds() };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return {
      ...common,
      status: 'failed',
      answer: null,
      locks: null,
      error: error.message,
      sqlstate: error.code ?? null,
      tookSeconds: seconds(),
    };
  }
}

const stateOf = (error: unknown) => (error instanceof pg.DatabaseError ? error.code : undefined);
