import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { binaries } from '@/lib/embedded/native/binaries';
import { serverUser } from '@/lib/embedded/native/server-user';
import { openNative } from '@/lib/embedded/native-engine';
import { newClusterFolder } from '@/lib/embedded/test-folders';

interface NetworkOptions {
  readonly settings: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf for connections over the network. */
  readonly hba: readonly string[];
  /** SQL that is run first, through a socket that trusts everyone. */
  readonly prepare: (url: string) => Promise<void>;
  /** PEM texts; with them the server offers TLS. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

export interface NetworkPostgres {
  readonly port: number;
  /** Through the socket, as superuser. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A native PostgreSQL 17 that also listens on 127.0.0.1, which the embedded engines never do. */
export async function startNetworkPostgres({
  settings,
  hba,
  prepare,
  tls,
}: NetworkOptions): Promise<NetworkPostgres> {
  const place = newClusterFolder();
  const folders = { dataDir: join(place, 'd'), socketDir: join(place, 's') };
  const first = await openNative({ major: 17, ...folders, settings: { fsync: 'off' } });
  await prepare(first.url);
  await first.stop();

  const data = join(folders.dataDir, 'pgdata');
  const user = serverUser();
  const write = (name: string, text: string) => {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    if (user) chownSync(join(data, name), user.uid, user.gid);
  };
  write('pg_hba.conf', ['local all all trust', ...hba].join('\n'));
  if (tls) {
    write('server.crt', tls.certificate);
    write('server.key', tls.key);
  }
  const port = await freePort();
  const flags = {
    fsync: 'off',
    ...(tls && { ssl: 'on' }),
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: folders.socketDir,
    lc_messages: 'C',
  };
  const server = spawn(
    join(binaries(17, user), 'bin/postgres'),
    ['-D', data, ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...user, stdio: ['ignore', 'ignore', 'pipe'], cwd: data },
  );
  await ready(server);
  return {
    port,
    url: `postgres://postgres@localhost:${port}/postgres?host=${encodeURIComponent(folders.socketDir)}`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** A port of 127.0.0.1 that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('ready to accept connections')) resolve();
    });
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with code ${code}: ${log}`)));
  });
}
