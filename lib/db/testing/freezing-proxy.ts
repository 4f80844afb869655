import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface FreezingProxy {
  readonly port: number;
  /** From now on nothing comes through, in either direction; connections stay, and new ones are taken. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Stands between a client and a server's Unix socket, as a network that may swallow everything. */
export async function startFreezingProxy(socketPath: string): Promise<FreezingProxy> {
  let isFrozen = false;
  const sockets = new Set<Socket>();
  const forward = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (data) => isFrozen || to.write(data));
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(socketPath);
    forward(client, upstream);
    forward(upstream, client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    freeze() {
      isFrozen = true;
    },
    thaw() {
      isFrozen = false;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
