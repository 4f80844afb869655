import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { socketPort } from '../socket-url';
import { Connection } from './connection';
import { queryRows, type RunMessages } from './query-rows';
import { SessionSwitch } from './session';
import { Turns } from './turns';

/** The single backend as the connections share it. */
export interface SharedBackend {
  run: RunMessages;
  turns: Turns;
  sessions: SessionSwitch;
}

interface WireServer {
  /** Runs a statement of our own when it is nobody's turn. */
  runBetween(statement: string): Promise<void>;
  stop(): Promise<void>;
}

/** Serves a single-backend engine to many clients on a unix socket that only this user can reach. */
export async function serveWire(socketDir: string, run: RunMessages): Promise<WireServer> {
  const backend: SharedBackend = { run, turns: new Turns(), sessions: new SessionSwitch(run) };
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // A reset connection ends its reader; there is nobody left to tell.
    socket.on('error', () => {});
    void new Connection(socket, backend).serve();
  });
  await listen(server, socketDir);
  return {
    async runBetween(statement) {
      const endTurn = await backend.turns.next();
      try {
        await backend.sessions.enter({ user: 'postgres', role: 'none', settings: {} });
        await queryRows(run, statement);
      } finally {
        endTurn();
      }
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      // What was under way is finished, what was left open is rolled back.
      await backend.turns.next();
    },
  };
}

async function listen(server: Server, socketDir: string): Promise<void> {
  mkdirSync(socketDir, { recursive: true, mode: 0o700 });
  chmodSync(socketDir, 0o700);
  const path = join(socketDir, `.s.PGSQL.${socketPort}`);
  rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}
