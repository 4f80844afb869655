import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { socketPort } from '../socket-url';
import { Connection } from './connection';
import type { RunMessages } from './query-rows';
import { SessionSwitch } from './session';
import { Turns } from './turns';

/** The single backend as the connections share it. */
export interface SharedBackend {
  run: RunMessages;
  turns: Turns;
  sessions: SessionSwitch;
}

/** Serves a single-backend engine to many clients on a unix socket that only this user can reach. */
export async function serveWire(socketDir: string, run: RunMessages): Promise<{ stop(): Promise<void> }> {
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
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      const endTurn = await backend.turns.next();
      for (const socket of sockets) socket.destroy();
      endTurn();
      await closed;
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
