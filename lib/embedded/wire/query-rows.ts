import { backendMessages } from './backend-messages';
import { message } from './message';

/** Hands complete protocol messages to the backend and returns everything it answered. */
export type RunMessages = (bytes: Buffer) => Promise<Buffer>;

/** Rows of one of our own statements, as text; null stays null. */
export async function queryRows(run: RunMessages, sql: string): Promise<(string | null)[][]> {
  const rows: (string | null)[][] = [];
  for (const { type, body } of backendMessages(await run(message('Q', sql)))) {
    if (type === 'D') rows.push(readRow(body));
    if (type === 'E') throw new Error(errorText(body));
  }
  return rows;
}

function readRow(body: Buffer): (string | null)[] {
  let at = 2;
  return Array.from({ length: body.readInt16BE(0) }, () => {
    const size = body.readInt32BE(at);
    const start = at + 4;
    at = start + Math.max(size, 0);
    return size < 0 ? null : body.toString('utf8', start, at);
  });
}

function errorText(body: Buffer): string {
  const field = body
    .toString()
    .split('\0')
    .find((part) => part.startsWith('M'));
  return field?.slice(1) ?? 'unknown error';
}
