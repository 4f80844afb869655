import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockFolder } from '@/lib/embedded/lock-folder';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-launch-'));
const busy = createServer();
let busyPort = 0;
let freePort = 0;

beforeAll(async () => {
  busy.listen(0, '127.0.0.1');
  await once(busy, 'listening');
  busyPort = (busy.address() as AddressInfo).port;
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  freePort = (probe.address() as AddressInfo).port;
  probe.close();
});

afterAll(() => {
  busy.close();
  rmSync(folder, { recursive: true });
});

/** What the launcher says before it gives up. */
async function refusal(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ code: number; error: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'lib/front-door/launch.ts', ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env.PATH,
      PORT: String(freePort),
      CHUNKWISE_FOLDER: folder,
      CHUNKWISE_DATA_DIR: path.join(folder, 'data'),
      ...env,
    },
  });
  let error = '';
  child.stderr.on('data', (data) => {
    error += data;
  });
  const [code] = await once(child, 'close');
  return { code, error };
}

async function expectOneLine(
  env: Readonly<Record<string, string>>,
  words: RegExp,
  args: readonly string[] = [],
): Promise<void> {
  const { code, error } = await refusal(env, args);
  expect(error).toMatch(words);
  expect(error.trim().split('\n')).toHaveLength(1);
  expect(error).not.toMatch(/\bat .*:\d+:\d+/);
  expect(code).toBe(1);
}

describe('what keeps Chunkwise from starting is one line that says what to do', () => {
  it('names a port that is in use, and another', () =>
    expectOneLine({ PORT: String(busyPort) }, /Port \d+ is in use.*PORT=\d+ npm start/));

  it('names an address that this machine has not', () =>
    expectOneLine(
      { HOST: '192.0.2.1', CHUNKWISE_PASSWORD: 'secret' },
      /HOST.*192\.0\.2\.1.*Use 127\.0\.0\.1/,
    ));

  it('refuses an address that others can reach without a password', () =>
    expectOneLine({ HOST: '0.0.0.0' }, /HOST is 0\.0\.0\.0.*CHUNKWISE_PASSWORD/));

  it('names a wrong value without repeating it', async () => {
    await expectOneLine({ DATABASE_URL: 'mysql://u:hunter2@h/d' }, /DATABASE_URL: expected .*postgres:\/\//);
    const { error } = await refusal({ DATABASE_URL: 'mysql://u:hunter2@h/d' });
    expect(error).not.toContain('hunter2');
  });

  it('names a wrong port', () => expectOneLine({ PORT: 'http' }, /PORT: expected a port number/));

  it('takes the command line over the environment', () =>
    expectOneLine({ PORT: String(freePort), HOST: '192.0.2.1' }, /Port \d+ is in use/, [
      '--port',
      String(busyPort),
      '--host=127.0.0.1',
    ]));

  it('names a wrong option, and a wrong value of one', async () => {
    await expectOneLine({}, /--port: expected a port number.*Usage: npm start -- /, ['--port', 'http']);
    await expectOneLine({}, /Unknown option '--prot'.*Usage: npm start -- /, ['--prot', '3001']);
  });

  it('names a variable that is spelt wrong, and the one that was meant', () =>
    expectOneLine(
      { CHUNKWISE_PASWORD: 'hunter2' },
      /CHUNKWISE_PASWORD.*the nearest is CHUNKWISE_PASSWORD\./,
    ));

  it('names an unknown key of the file', async () => {
    writeFileSync(path.join(folder, 'wrong-key.json'), '{"databases": [{"id": "a", "uri": "x"}]}');
    await expectOneLine({ CHUNKWISE_CONFIG: 'wrong-key.json' }, /wrong-key\.json: databases\[0\].*uri/);
  });

  it('names a file that is not there, or no JSON', async () => {
    await expectOneLine({ CHUNKWISE_CONFIG: 'absent.json' }, /CHUNKWISE_CONFIG.*absent\.json cannot be read/);
    writeFileSync(path.join(folder, 'broken.json'), '{');
    await expectOneLine({ CHUNKWISE_CONFIG: 'broken.json' }, /broken\.json: expected JSON/);
  });

  it('names the process that has the data folder', async () => {
    const held = path.join(folder, 'held');
    const release = lockFolder(held);
    await expectOneLine(
      { CHUNKWISE_DATA_DIR: held },
      new RegExp(`data folder ${held} is in use by process ${process.pid}\\. Stop that process`),
    );
    release();
  });

  it('says that the data folder cannot be written', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await expectOneLine(
      { CHUNKWISE_DATA_DIR: path.join(folder, 'file', 'data') },
      /data folder .* cannot be written \(ENOTDIR\)\. Make it writable/,
    );
  });
});
