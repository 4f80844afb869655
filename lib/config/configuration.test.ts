import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLoopback, readConfiguration, readStartConfiguration } from './configuration';

const folderWith = (files: Record<string, unknown>): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-config-'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
};
const read = (env: Record<string, string>, files: Record<string, unknown> = {}) =>
  readConfiguration(env, folderWith(files));
const start = (env: Record<string, string>, files: Record<string, unknown> = {}) =>
  readStartConfiguration(env, folderWith(files));
const SECRET_URL = 'postgres://app:hunter2@db.example/app';

describe('the configuration', () => {
  it('has defaults for everything', () => {
    expect(read({})).toMatchObject({
      targets: [],
      historyUrl: null,
      host: '127.0.0.1',
      port: 3000,
      password: null,
    });
  });

  it('takes one database from DATABASE_URL, and several from the file', () => {
    const files = {
      'chunkwise.config.json': {
        databases: [
          {
            id: 'metrics',
            url: SECRET_URL,
            tls: { mode: 'verify-full', caFile: '/etc/ca.pem' },
            profile: { memoryBytes: 64 },
          },
          {
            id: 'logs',
            name: 'Logs',
            urlEnv: 'LOGS_URL',
            replicas: [{ name: 'standby', urlFile: 'standby' }],
          },
        ],
        prices: { perGibMonth: '0.115', perTablespaceGibMonth: { cold: '0.02' }, currency: 'EUR' },
      },
      standby: 'postgres://standby/logs\n',
    };
    const { targets } = read(
      { DATABASE_URL: 'postgres://quick/app', LOGS_URL: 'postgres://logs/app' },
      files,
    );
    expect(targets.map(({ id, name, url }) => [id, name, url])).toEqual([
      ['default', 'app', 'postgres://quick/app'],
      ['metrics', 'metrics', `${SECRET_URL}?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem`],
      ['logs', 'Logs', 'postgres://logs/app'],
      ['logs-replica-1', 'standby', 'postgres://standby/logs'],
    ]);
    expect(targets[1]?.profile).toEqual({
      pricePerGibMonth: '0.115',
      pricePerTablespaceGibMonth: { cold: '0.02' },
      currency: 'EUR',
      memoryBytes: 64,
    });
  });

  it('reads the environment over the file’s place, and an empty variable as not set', () => {
    const folder = folderWith({ 'other.json': { databases: [{ id: 'a', url: 'postgres://a/a' }] } });
    expect(
      readConfiguration({ CHUNKWISE_CONFIG: 'other.json', DATABASE_URL: '' }, folder).targets,
    ).toHaveLength(1);
  });

  it('reads the file’s relative paths from the file’s folder', () => {
    const folder = folderWith({});
    mkdirSync(path.join(folder, 'etc'));
    writeFileSync(path.join(folder, 'etc', 'url'), SECRET_URL);
    const tls = { mode: 'verify-full', caFile: 'certificates/ca.pem' };
    writeFileSync(
      path.join(folder, 'etc', 'chunkwise.json'),
      JSON.stringify({ databases: [{ id: 'a', urlFile: 'url', tls }] }),
    );
    const [target] = readConfiguration({ CHUNKWISE_CONFIG: 'etc/chunkwise.json' }, folder).targets;
    expect(new URL(target?.url ?? '').searchParams.get('sslrootcert')).toBe(
      path.join(folder, 'etc', 'certificates', 'ca.pem'),
    );
  });

  it('reads the files of a connection string from the folder of the start, and leaves other strings alone', () => {
    const folder = folderWith({});
    const url = 'postgres://u@h/d?sslmode=verify-full&sslrootcert=ca.pem&sslkey=/k.pem';
    const given = readConfiguration({ DATABASE_URL: url, HISTORY_DATABASE_URL: url }, folder);
    for (const read of [given.targets[0]?.url, given.historyUrl]) {
      const { searchParams } = new URL(read ?? '');
      expect(searchParams.get('sslrootcert')).toBe(path.join(folder, 'ca.pem'));
      expect(searchParams.get('sslkey')).toBe('/k.pem');
    }
    for (const same of ['postgres://u:a%20b@h/d?options=-c%20x', 'postgres://u@h/d?sslrootcert=system'])
      expect(readConfiguration({ DATABASE_URL: same }, folder).targets[0]?.url).toBe(same);
  });

  it('knows a variable that looks like ours when the file refers to it, or when it is empty', () => {
    const databases = [
      { id: 'a', urlEnv: 'CHUNKWISE_A_URL', replicas: [{ name: 'b', urlEnv: 'CHUNKWISE_B_URL' }] },
    ];
    const urls = { CHUNKWISE_A_URL: 'postgres://a/a', CHUNKWISE_B_URL: 'postgres://b/b' };
    expect(
      start({ ...urls, CHUNKWISE_PASWORD: '' }, { 'chunkwise.config.json': { databases } }).targets,
    ).toHaveLength(2);
    expect(() => start(urls)).toThrowError('CHUNKWISE_A_URL: there is no such variable');
    // The processes that a start begins have variables of their own.
    expect(read({ CHUNKWISE_OF_A_PROCESS: 'x' }).targets).toEqual([]);
  });

  it.each([
    [{ PORT: '70000' }, {}, 'PORT: expected a port number from 1 to 65535'],
    [{ DATABASE_URL: 'mysql://app:hunter2@db/app' }, {}, 'DATABASE_URL: expected a connection string'],
    [{ CHUNKWISE_CONFIG: 'absent.json' }, {}, 'CHUNKWISE_CONFIG: the file absent.json cannot be read'],
    [{}, { 'chunkwise.config.json': '{ not json' }, 'expected JSON'],
    [{}, { 'chunkwise.config.json': { databasses: [] } }, 'Unrecognized key: "databasses"'],
    [
      {},
      { 'chunkwise.config.json': { databases: [{ id: 'Not An Id', url: SECRET_URL }] } },
      'databases[0].id: expected lower-case letters',
    ],
    [
      {},
      { 'chunkwise.config.json': { databases: [{ id: 'a' }] } },
      'databases[0]: expected exactly one of url, urlFile and urlEnv',
    ],
    [
      {},
      { 'chunkwise.config.json': { databases: [{ id: 'a', urlEnv: 'ABSENT' }] } },
      'the environment variable ABSENT is not set',
    ],
    [
      {},
      {
        'chunkwise.config.json': {
          databases: [
            { id: 'a', url: SECRET_URL },
            { id: 'a', url: SECRET_URL },
          ],
        },
      },
      'the id a is used twice',
    ],
    [
      {},
      { 'chunkwise.config.json': { prices: { perGibMonth: 0.1, currency: 'EUR' } } },
      'prices.perGibMonth: expected a text',
    ],
    [
      {},
      {
        'chunkwise.config.json': {
          prices: { perGibMonth: '0.1', perTablespaceGibMonth: { cold: 'cheap' }, currency: 'EUR' },
        },
      },
      'prices.perTablespaceGibMonth.cold: expected a decimal number in quotes',
    ],
    [
      {},
      {
        'chunkwise.config.json': {
          prices: { perGibMonth: '0.1', perTablespaceGibMonth: '0.02', currency: 'EUR' },
        },
      },
      'prices.perTablespaceGibMonth: expected prices by the names of tablespaces',
    ],
    [{ HOST: '0.0.0.0' }, {}, 'set CHUNKWISE_PASSWORD'],
    [
      { CHUNKWISE_PASWORD: 'hunter2' },
      {},
      'CHUNKWISE_PASWORD: there is no such variable; the nearest is CHUNKWISE_PASSWORD',
    ],
    [{ chunkwise_password_file: 'x' }, {}, 'the nearest is CHUNKWISE_PASSWORD_FILE'],
    [{ CHUNKWISE_DATADIR: 'x' }, {}, 'the nearest is CHUNKWISE_DATA_DIR'],
    [{ CHUNKWISE_PASSWORD_FILE: 'absent' }, {}, 'CHUNKWISE_PASSWORD_FILE: the file cannot be read'],
  ])('refuses %j %j and names what is wrong', (env, files, message) => {
    expect(() => start(env, files)).toThrowError(message);
    try {
      start(env, files);
    } catch (error) {
      expect(String(error)).not.toContain('hunter2');
    }
  });

  it('opens to others with a password, which a file may hold', () => {
    expect(
      read({ HOST: '0.0.0.0', CHUNKWISE_PASSWORD_FILE: 'password' }, { password: 'correct horse\n' })
        .password,
    ).toBe('correct horse');
  });

  it('knows loopback addresses', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', 'localhost'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '10.0.0.1', '::', '127.0.0.1.example.com', ''].some(isLoopback)).toBe(false);
  });
});
