import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { sql } from '@/lib/sql/statement';
import { openDatabase } from './database';
import { answering, type FakeServer, message, startFakeServer } from './testing/fake-server';
import { freePort, type NetworkPostgres, startNetworkPostgres } from './testing/network-postgres';

const PASSWORD = 'geheim-Wort-7';
let plain: NetworkPostgres;
let encrypted: NetworkPostgres;
const fakes: FakeServer[] = [];

beforeAll(async () => {
  const prepare = (url: string) =>
    execute(url, `CREATE ROLE reader LOGIN PASSWORD '${PASSWORD}'; GRANT pg_monitor TO reader`);
  plain = await startNetworkPostgres({
    settings: { max_connections: '6', superuser_reserved_connections: '3' },
    hba: ['host all all 127.0.0.1/32 scram-sha-256'],
    prepare,
  });
  encrypted = await startNetworkPostgres({
    settings: {},
    hba: ['hostssl all all 127.0.0.1/32 scram-sha-256'],
    prepare,
    tls: selfSigned(),
  });
});
afterAll(async () => {
  await Promise.all([plain?.stop(), encrypted?.stop(), ...fakes.map((fake) => fake.stop())]);
});

describe('a connection that cannot be made says in one line what to do', () => {
  it('unreachable host', async () => {
    await expectFailure('postgres://reader:geheim@no-such-host.invalid/app', 'host-unreachable');
  });

  it('refused port', async () => {
    await expectFailure(at(await freePort()), 'connection-refused');
  });

  it('wrong password', async () => {
    const error = await expectFailure(
      at(plain.port, { password: 'falsch-geheim' }),
      'database-password-wrong',
    );
    expect(error.message).toContain('reader');
  });

  it('unknown database', async () => {
    const error = await expectFailure(at(plain.port, { database: 'no such "db"' }), 'database-unknown');
    expect(error.message).toContain('no such "db"');
  });

  it('a web server', async () => {
    const server = createHttpServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expectFailure(at(port), 'not-postgresql');
    await new Promise((resolve) => server.close(resolve));
  });

  it('something that hangs up', async () => {
    const fake = await faking((socket) => socket.on('data', () => socket.destroy()));
    await expectFailure(at(fake.port), 'not-postgresql');
  });

  it('something that never answers', async () => {
    const fake = await faking(() => undefined);
    await expectFailure(at(fake.port), 'host-unreachable');
  }, 15_000);

  it('TLS asked and not offered', async () => {
    await expectFailure(at(plain.port, { parameters: 'sslmode=require' }), 'tls-not-offered');
  });

  it('TLS required and not asked', async () => {
    await expectFailure(at(encrypted.port, { parameters: 'sslmode=disable' }), 'tls-required');
  });

  it('TLS that cannot be verified', async () => {
    await expectFailure(at(encrypted.port, { parameters: 'sslmode=verify-full' }), 'tls-untrusted');
  });

  it('a certificate file that is not there', async () => {
    const parameters = 'sslmode=verify-full&sslrootcert=/no/such/file.pem';
    await expectFailure(at(encrypted.port, { parameters }), 'tls-untrusted');
  });

  it('too old a server', async () => {
    const fake = await faking(answering('120022'));
    const error = await expectFailure(at(fake.port), 'server-too-old');
    expect(error.message).toContain('PostgreSQL 12');
    expect(error.hint).toContain('13');
    const older = await faking(answering('90624'));
    expect((await expectFailure(at(older.port), 'server-too-old')).message).toContain('PostgreSQL 9.6');
  });

  it('too many connections', async () => {
    const url = at(plain.port);
    const crowd = [1, 2, 3].map(() => new pg.Client({ connectionString: url }));
    await Promise.all(crowd.map((client) => client.connect()));
    await expectFailure(url, 'too-many-connections');
    await Promise.all(crowd.map((client) => client.end()));
  });
});

describe('a connection that can be made', () => {
  it('encrypts without verification when asked as psql is', async () => {
    const rows = await ask(
      at(encrypted.port, { parameters: 'sslmode=require' }),
      sql`SELECT s.ssl FROM pg_catalog.pg_stat_ssl s WHERE s.pid = pg_catalog.pg_backend_pid()`,
      z.object({ ssl: z.boolean() }),
    );
    expect(rows).toEqual([{ ssl: true }]);
  });

  it('works through a pooler that refuses session defaults', async () => {
    let refusals = 0;
    const pooler = await faking((socket) => {
      socket.once('data', (startup) => {
        if (startup.includes('options\0')) {
          refusals += 1;
          const fields = ['SFATAL', 'C08P01', 'Munsupported startup parameter: options', ''];
          socket.end(message('E', ...fields));
          return;
        }
        const server = connect(plain.port, '127.0.0.1');
        server.on('error', () => socket.destroy());
        server.write(startup);
        server.pipe(socket).pipe(server);
      });
    });
    const database = openDatabase({ url: at(pooler.port) });
    const row = z.object({ one: z.number() });
    expect(await database.queryRows('settings', sql`SELECT 1 AS one`, row)).toEqual([{ one: 1 }]);
    await Promise.all([1, 2, 3].map(() => database.queryRows('settings', sql`SELECT 1 AS one`, row)));
    expect(refusals).toBe(1);
    await database.close();
  });
});

interface At {
  readonly password?: string;
  readonly database?: string;
  readonly parameters?: string;
}

const at = (port: number, { password = PASSWORD, database = 'postgres', parameters = '' }: At = {}) =>
  `postgres://reader:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}?${parameters}`;

async function ask<Row>(url: string, statement: ReturnType<typeof sql>, row: z.ZodType<Row>): Promise<Row[]> {
  const database = openDatabase({ url });
  try {
    return await database.queryRows('settings', statement, row);
  } finally {
    await database.close();
  }
}

async function expectFailure(url: string, code: AppError['code']): Promise<AppError> {
  const error = await ask(url, sql`SELECT 1 AS one`, z.object({ one: z.number() })).then(
    () => new Error('it connected'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw error;
  expect({ code: error.code, said: error.message }).toMatchObject({ code });
  const said = `${error.message} ${error.hint}`;
  expect(said).not.toContain('\n');
  expect(said).not.toMatch(/geheim/);
  expect(said).not.toMatch(/ at .*\.[jt]s:/);
  expect(error.hint).toBeTruthy();
  return error;
}

async function faking(serve: Parameters<typeof startFakeServer>[0]): Promise<FakeServer> {
  const fake = await startFakeServer(serve);
  fakes.push(fake);
  return fake;
}

async function execute(url: string, statements: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statements);
  await client.end();
}

function selfSigned(): { certificate: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'chunkwise-tls-'));
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const name = ['-subj', '/CN=chunkwise.test', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...name],
    { stdio: 'ignore' },
  );
  const pair = { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true });
  return pair;
}
