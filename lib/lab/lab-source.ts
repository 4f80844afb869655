import { z } from 'zod';
import type { Row } from '@/lib/collect/snapshot';
import { int8 } from '@/lib/db/columns';
import type { CopiedRows, Database } from '@/lib/db/database';
import type { ServerFacts } from '@/lib/db/server';
import { AppError } from '@/lib/errors';
import { deparsed, ident, joined, literal, qualified, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { LabSubject } from './lab-subject';
import type { Cut, PlannedPiece } from './sample-plan';

/** A column as the source has it. */
export interface SourceColumn {
  readonly name: string;
  readonly type: string;
  /** What a domain is made of; null for any other type. */
  readonly baseType: string | null;
}

/** A column as the sandbox takes it: in its own type, or as text where the sandbox lacks that. */
export interface SampleColumn extends SourceColumn {
  readonly sandboxType: string;
}

const columnRow = z.object({
  name: z.string(),
  type: z.string(),
  baseType: z.string().nullable(),
  isReadable: z.boolean(),
});

const bucket = z.object({ bucket: z.number(), rows: int8 });
type Bucket = z.infer<typeof bucket>;

/** A chunk of the size that the documentation advises is read in seconds; a scan of a larger one is not forced on the server. */
const READ_TIMEOUT_MS = 30_000;
const COUNT_TIMEOUT_MS = 10_000;
/** Values are hashed into so many groups, of which a sample takes some: fine enough that one of them fits into a piece. */
const BUCKETS = 1_024;

/** The statements on the monitored database: catalogs once, then counts and bounded reads, one after the other. */
export class LabSource {
  readonly #database: Database;
  readonly #server: ServerFacts;
  readonly #subject: LabSubject;
  readonly #signal: AbortSignal;
  readonly #readTimeoutMs: number;
  readonly #bucketRowsByKey = new Map<string, Promise<readonly Bucket[]>>();

  /** A shorter timeout is for tests. */
  constructor(
    database: Database,
    server: ServerFacts,
    subject: LabSubject,
    signal: AbortSignal,
    readTimeoutMs = READ_TIMEOUT_MS,
  ) {
    this.#database = database;
    this.#server = server;
    this.#subject = subject;
    this.#signal = signal;
    this.#readTimeoutMs = readTimeoutMs;
  }

  /** Throws `query-denied` with the grant that is missing. */
  async columns(): Promise<SourceColumn[]> {
    const { relationSchema, relationName } = this.#subject.hypertable;
    const rows = await this.#database.queryRows(
      'labColumns',
      sql`
SELECT a.attname::text AS "name", pg_catalog.format_type(a.atttypid, a.atttypmod) AS "type",
       CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS "baseType",
       pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS "isReadable"
  FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
 WHERE a.attrelid = ${regclass(relationSchema, relationName)}::regclass AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`,
      columnRow,
    );
    if (rows.some(({ isReadable }) => !isReadable)) throw denied(this.#subject, this.#server);
    return rows;
  }

  /** Null where counting takes too long, or for a lock of another session: then an estimate has to do. */
  async countRows({ schema, name }: Row<'chunks'>): Promise<number | null> {
    const counting = this.#database.queryRows(
      'labCount',
      sql`SELECT count(*) AS "rows" FROM ${qualified(schema, name)}`,
      z.object({ rows: int8 }),
      { timeoutMs: COUNT_TIMEOUT_MS },
    );
    const [row] = await counting.catch((error: unknown) => {
      if (error instanceof AppError && (error.code === 'query-timeout' || error.code === 'query-locked'))
        return [];
      throw this.#explained(error);
    });
    return row?.rows ?? null;
  }

  /** The rows of one piece as lines of COPY's text, never more than the bounds. */
  async read(
    { facts: { chunk, rows }, cut }: PlannedPiece,
    columns: readonly SampleColumn[],
    bounds: { readonly rows: number; readonly bytes: number },
  ): Promise<CopiedRows> {
    const from = sql`SELECT ${joined(columns.map(selected), ', ')} FROM ${qualified(chunk.schema, chunk.name)}`;
    switch (cut.kind) {
      case 'whole':
        return this.#copy(from, bounds);
      case 'series': {
        const buckets = await this.#buckets(chunk, cut, Math.min(1, bounds.rows / rows), bounds.rows);
        return this.#copy(
          sql`${from} WHERE ${bucketOf(cut.column)} IN (${joined(buckets.map(literal), ', ')})`,
          bounds,
        );
      }
      case 'slice': {
        const time = ident(this.#subject.hypertable.timeColumn);
        const start = sliceStart(this.#subject.hypertable, chunk, cut, bounds.rows / rows);
        const ordered = (where: Sql) => this.#copy(sql`${from}${where} ORDER BY ${time}`, bounds);
        const slice = start === null ? null : await ordered(sql` WHERE ${time} >= ${start}`);
        // A chunk that is filled at its beginning alone.
        return slice === null || slice.lines.length === 0 ? ordered(sql``) : slice;
      }
    }
  }

  /** The groups of values whose rows fit, in their order, which has nothing to do with the values. */
  async #buckets(
    chunk: Row<'chunks'>,
    { column, part, parts }: Cut & { readonly kind: 'series' },
    shareRatio: number,
    mostRows: number,
  ): Promise<number[]> {
    const counts = await this.#bucketRows(chunk, column);
    const own = counts.filter(({ bucket }) => bucket % parts === part);
    let left = mostRows;
    const taken = own.filter(({ rows }) => {
      const fits = rows <= left;
      if (fits) left -= rows;
      return fits;
    });
    // Every value alone has more rows than fit: the first is cut short.
    if (taken.length === 0) return own.slice(0, 1).map(({ bucket }) => bucket);
    return taken.slice(0, Math.max(1, Math.ceil(BUCKETS * shareRatio))).map(({ bucket }) => bucket);
  }

  /** Rows of each group. It takes a scan of the whole chunk: once for all the pieces that are cut out of it. */
  #bucketRows({ schema, name }: Row<'chunks'>, column: string): Promise<readonly Bucket[]> {
    const key = JSON.stringify([schema, name, column]);
    const counting =
      this.#bucketRowsByKey.get(key) ??
      this.#database
        .queryRows(
          'labSeries',
          sql`SELECT ${bucketOf(column)}::int AS "bucket", count(*) AS "rows" FROM ${qualified(schema, name)} GROUP BY 1 ORDER BY 1`,
          bucket,
          { timeoutMs: this.#readTimeoutMs },
        )
        .catch((error: unknown) => {
          throw this.#explained(error);
        });
    this.#bucketRowsByKey.set(key, counting);
    return counting;
  }

  async #copy(select: Sql, { rows, bytes }: { readonly rows: number; readonly bytes: number }) {
    try {
      return await this.#database.copyRows('labSample', select, {
        mostRows: rows,
        mostBytes: bytes,
        timeoutMs: this.#readTimeoutMs,
        signal: this.#signal,
        cancels: this.#server.engine !== 'embedded',
      });
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof AppError)) return error;
    if (error.code === 'query-denied') return denied(this.#subject, this.#server);
    if (error.code === 'query-timeout')
      return new AppError(
        'query-timeout',
        `The sample was not read within ${this.#readTimeoutMs / 1_000} s`,
        'The server is busy, or its chunks are very large. Nothing was changed; try again at a quieter time.',
      );
    if (error.code === 'query-locked')
      return new AppError(
        'query-locked',
        'The sample was not read: another session has locked the table',
        'VACUUM FULL and ALTER TABLE do, and the Activity screen shows who. Nothing was changed; try again when it is done.',
      );
    return error;
  }
}

/** The grant that the lab needs, and its revocation. The owner of the table may give it. */
export function sampleGrant(
  { schema, name }: Pick<Row<'hypertables'>, 'schema' | 'name'>,
  { roleName }: Pick<ServerFacts, 'roleName'>,
): { readonly sql: Sql; readonly undo: Sql } {
  return {
    sql: sql`GRANT SELECT ON ${qualified(schema, name)} TO ${ident(roleName)};`,
    undo: sql`REVOKE SELECT ON ${qualified(schema, name)} FROM ${ident(roleName)};`,
  };
}

function denied({ hypertable }: LabSubject, server: ServerFacts): AppError {
  const grant = sampleGrant(hypertable, server);
  return new AppError(
    'query-denied',
    `The role ${server.roleName} may not read rows of ${hypertable.schema}.${hypertable.name}`,
    `As ${hypertable.owner}, its owner: ${grant.sql} Afterwards: ${grant.undo}`,
  );
}

const selected = ({ name, type, sandboxType }: SampleColumn): Sql =>
  sandboxType === type ? ident(name) : sql`${ident(name)}::text`;

const bucketOf = (column: string): Sql =>
  sql`(pg_catalog.hashtextextended(coalesce(${ident(column)}::text, ''), 0) & ${BUCKETS - 1})`;

/** Where a slice begins so that it lies in the middle of its part of the range; null where the type tells no place. */
function sliceStart(
  { timeColumnType }: Row<'hypertables'>,
  { rangeStartUnits, rangeEndUnits }: Row<'chunks'>,
  { part, parts }: { readonly part: number; readonly parts: number },
  shareRatio: number,
): Sql | null {
  if (rangeStartUnits === null || rangeEndUnits === null) return null;
  const place = Math.max(0, (part + 0.5) / parts - shareRatio / 2);
  const units = Math.floor(rangeStartUnits + (rangeEndUnits - rangeStartUnits) * place);
  if (/^(smallint|integer|bigint)$/.test(timeColumnType)) return literal(units);
  if (!/^(timestamp with|date$)/.test(timeColumnType)) return null;
  const instant = new Date(units / 1_000);
  if (Number.isNaN(instant.getTime())) return null;
  return sql`${literal(instant.toISOString())}::${deparsed(timeColumnType)}`;
}
