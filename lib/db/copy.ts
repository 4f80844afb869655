import pg from 'pg';
import { type Sql, sql } from '@/lib/sql/statement';

/** node-postgres tells its queries of COPY and knows a timeout for one of them; its types do not. */
interface CopyConnection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

class CopyQuery extends pg.Query {
  readonly query_timeout: number | undefined;
  readonly handleCopyData: (message: { readonly chunk: Buffer }) => void;
  readonly handleCopyInResponse: (connection: CopyConnection) => void;

  constructor(text: Sql, settled: (error: Error | undefined) => void, handlers: Handlers) {
    super(text, settled);
    this.query_timeout = handlers.patienceMs;
    // The parser uses its buffer again.
    this.handleCopyData = ({ chunk }) => handlers.onLine?.(Buffer.from(chunk));
    this.handleCopyInResponse = (connection) => {
      for (const part of handlers.parts ?? []) connection.sendCopyFromChunk(part);
      connection.endCopyFrom();
    };
  }
}

interface Handlers {
  readonly onLine?: (line: Buffer) => void;
  readonly parts?: Iterable<Buffer>;
  readonly patienceMs?: number;
}

const run = (client: pg.ClientBase, text: Sql, handlers: Handlers): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(new CopyQuery(text, (error) => (error ? reject(error) : resolve()), handlers));
  });

/** Reads what a `COPY … TO STDOUT` writes, line by line. Another server reads the lines as they are. */
export const copyOut = (
  client: pg.ClientBase,
  statement: Sql,
  onLine: (line: Buffer) => void,
  patienceMs?: number,
): Promise<void> => run(client, statement, { onLine, ...(patienceMs !== undefined && { patienceMs }) });

/** Writes such lines into a table, whose columns are those of the lines. */
export const copyIn = (client: pg.ClientBase, table: Sql, lines: readonly Buffer[]): Promise<void> =>
  run(client, sql`COPY ${table} FROM STDIN`, { parts: inParts(lines) });

/** A message a row would cost more than the row; one message for all would hold them in memory twice. */
const PART_ROWS = 5_000;

function* inParts(lines: readonly Buffer[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += PART_ROWS) yield Buffer.concat(lines.slice(at, at + PART_ROWS));
}
