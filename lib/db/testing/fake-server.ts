import { createServer, type Server, type Socket } from 'node:net';

export interface FakeServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1 and hands each connection to `serve`. */
export async function startFakeServer(serve: (socket: Socket) => void): Promise<FakeServer> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A message of the PostgreSQL protocol as a server sends it. */
export function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)),
  );
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};

export const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

/** Lets everyone in and answers every query with one text cell. */
export function answering(cell: string): (socket: Socket) => void {
  const ready = message('Z', Buffer.from('I'));
  const column = Buffer.concat([
    Buffer.from('server_version_num\0'),
    int32(0),
    int16(0),
    int32(25),
    int16(-1),
    int32(-1),
    int16(0),
  ]);
  const value = Buffer.from(cell);
  return (socket) => {
    let isOpen = false;
    socket.on('data', (bytes) => {
      if (!isOpen) {
        isOpen = true;
        socket.write(Buffer.concat([message('R', int32(0)), ready]));
      } else if (bytes[0] === 'Q'.charCodeAt(0)) {
        const row = Buffer.concat([int16(1), int32(value.length), value]);
        socket.write(
          Buffer.concat([message('T', int16(1), column), message('D', row), message('C', 'SHOW'), ready]),
        );
      }
    });
  };
}
