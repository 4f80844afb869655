import type { Socket } from 'node:net';
import { readyStatus, withoutMessage } from './backend-messages';
import { type Frame, FrameReader } from './frame-reader';
import { greet } from './greet';
import { fatal, message } from './message';
import { queryRows } from './query-rows';
import type { SharedBackend } from './serve-wire';
import { changesSession, type Session } from './session';
import { StatementNames } from './statement-names';

/** A client that sits on an open transaction keeps everybody else out: it is sent away after this time. */
const idleInTransactionMs = 60_000;
/** Query, Sync, Flush and FunctionCall: after these a client waits for an answer. */
const asksForAnswer = new Set(['Q', 'S', 'H', 'F']);
const reported = [
  'server_version',
  'server_encoding',
  'client_encoding',
  'application_name',
  'DateStyle',
  'IntervalStyle',
  'TimeZone',
  'integer_datetimes',
  'standard_conforming_strings',
  'is_superuser',
  'session_authorization',
  'in_hot_standby',
  'default_transaction_read_only',
];

let lastConnection = 0;

/** One client: its batches run alone, up to ReadyForQuery, and a transaction keeps the backend until it ends. */
export class Connection {
  readonly #socket: Socket;
  readonly #backend: SharedBackend;
  readonly #frames: FrameReader;
  readonly #id = ++lastConnection;
  readonly #names = new StatementNames(`c${this.#id}.`);
  #batch: Buffer[] = [];
  #endTurn: (() => void) | undefined;
  #settingsChanged = false;
  #copying = false;

  constructor(socket: Socket, backend: SharedBackend) {
    this.#socket = socket;
    this.#backend = backend;
    this.#frames = new FrameReader(socket);
    socket.on('timeout', () => {
      socket.end(fatal('25P03', 'terminating connection: idle in a transaction for one minute'));
      socket.destroySoon();
    });
  }

  async serve(): Promise<void> {
    try {
      const session = await this.#open();
      if (session) await this.#answerBatches(session);
    } catch (error) {
      this.#socket.write(fatal('XX000', error instanceof Error ? error.message : String(error)));
    } finally {
      await this.#close();
      this.#socket.destroySoon();
    }
  }

  async #open(): Promise<Session | undefined> {
    const greeting = await greet(this.#socket, this.#frames);
    if (!greeting) return undefined;
    const { session, database } = greeting;
    if (database !== 'postgres') {
      this.#socket.write(fatal('3D000', `database "${database}" does not exist`));
      return undefined;
    }
    this.#endTurn = await this.#backend.turns.next();
    try {
      await this.#backend.sessions.enter(session);
    } catch (error) {
      this.#socket.write(fatal('28000', error instanceof Error ? error.message : String(error)));
      return undefined;
    }
    const parameters = await queryRows(
      this.#backend.run,
      `SELECT name, setting FROM pg_settings WHERE name IN (${reported.map((name) => `'${name}'`).join()})`,
    );
    this.#passTurn();
    this.#socket.write(
      Buffer.concat([
        message('R', 0),
        ...parameters.map(([name, value]) => message('S', name ?? '', value ?? '')),
        message('K', this.#id, 0),
        message('Z', Buffer.from('I')),
      ]),
    );
    return session;
  }

  async #answerBatches(session: Session): Promise<void> {
    for (;;) {
      const frame = await this.#frames.next();
      if (!frame || frame.type === 'X') return;
      this.#batch.push(this.#names.scope(frame));
      if (isCopyIn(frame)) await this.#collectCopy();
      else if (!asksForAnswer.has(frame.type)) continue;
      await this.#answer(session);
    }
  }

  async #answer(session: Session): Promise<void> {
    if (!this.#endTurn) {
      this.#endTurn = await this.#backend.turns.next();
      await this.#backend.sessions.enter(session);
    }
    const request = Buffer.concat(this.#batch);
    this.#batch = [];
    const answer = await this.#backend.run(request);
    this.#socket.write(this.#copying ? withoutMessage('G', answer) : answer);
    this.#copying = false;
    this.#settingsChanged ||= changesSession(request, answer);
    const idle = readyStatus(answer) === 'I';
    if (idle && this.#settingsChanged) {
      await this.#backend.sessions.leave(session);
      this.#settingsChanged = false;
    }
    if (idle) this.#passTurn();
    this.#socket.setTimeout(idle ? 0 : idleInTransactionMs);
  }

  /** The backend reads a whole COPY at once, so the client is told to go on before the backend has seen it. */
  async #collectCopy(): Promise<void> {
    this.#socket.write(message('G', Buffer.from([0, 0, 0])));
    this.#copying = true;
    for (;;) {
      const frame = await this.#frames.next();
      if (!frame) throw new Error('connection lost during COPY');
      this.#batch.push(frame.bytes);
      if (frame.type === 'c' || frame.type === 'f') return;
    }
  }

  /** What a lost client leaves behind: an open batch or transaction is rolled back, its statements dropped. */
  async #close(): Promise<void> {
    const leftovers = this.#names.deallocate();
    if (!this.#endTurn && !leftovers) return;
    this.#endTurn ??= await this.#backend.turns.next();
    try {
      await this.#backend.run(Buffer.concat([failingParse, message('S')]));
      await this.#backend.run(message('Q', 'ROLLBACK'));
      if (leftovers) await this.#backend.run(message('Q', leftovers));
    } finally {
      this.#passTurn();
    }
  }

  #passTurn(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }
}

/** A batch that ends without Sync must not commit; only an error makes the backend drop it. */
const failingParse = message('P', '', 'chunkwise: client lost', Buffer.alloc(2));

function isCopyIn(frame: Frame): boolean {
  return frame.type === 'Q' && /^\s*copy\s[^;]*\sfrom\s+stdin\b/i.test(frame.bytes.toString('utf8', 5));
}
