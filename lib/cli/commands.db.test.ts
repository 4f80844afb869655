import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { run } from '@/lib/rules/testing/advice-story';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-cli-'));
const ESCAPE = '\u001b[2J';
let engine: Awaited<ReturnType<typeof startTimescale>>;

beforeAll(async () => {
  engine = await startTimescale();
  await run(engine.url, [
    `CREATE TABLE "clear${ESCAPE}screen" (time timestamptz NOT NULL, device int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.columnstore = false)`,
    `ALTER TABLE "clear${ESCAPE}screen" SET (timescaledb.enable_columnstore)`,
    `INSERT INTO "clear${ESCAPE}screen" SELECT now() - i * interval '1 day', i FROM generate_series(1, 30) i`,
  ]);
});
afterAll(() => engine?.stop());

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function command(name: string, ...args: string[]): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', `lib/cli/${name}.ts`, ...args], { cwd: root });
    let out = '';
    let err = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    child.stderr.on('data', (data) => {
      err += data;
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const ONLY = ['--rule', 'columnstore/policy-missing'];

describe('advise', () => {
  it('exits by the severity asked for, and finds the same in text, JSON and Markdown', async () => {
    const text = await command('advise', '--url', engine.url, ...ONLY);
    expect(text).toMatchObject({ code: 0, err: '' });
    expect(text.out).toContain('add_columnstore_policy');
    const json = await command(
      'advise',
      '--url',
      engine.url,
      ...ONLY,
      '--format',
      'json',
      '--fail-on',
      'warning',
    );
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out).findings).toMatchObject([
      { rule: 'columnstore/policy-missing', severity: 'warning' },
    ]);
    const markdown = await command('advise', '--url', engine.url, ...ONLY, '--format', 'markdown');
    expect(markdown.out).toContain('```sql');
    // A name in the database must not be able to clear the reader's terminal.
    for (const { out } of [text, json, markdown]) expect(out).not.toContain('\u001b');
  });

  it('judges a saved snapshot as it judged the server', async () => {
    const saved = path.join(folder, 'snapshot.json');
    const taken = await command('snapshot', '--url', engine.url);
    expect(taken).toMatchObject({ code: 0, err: '' });
    writeFileSync(saved, taken.out);
    const [live, replayed] = await Promise.all([
      command('advise', '--url', engine.url, ...ONLY, '--format', 'json'),
      command('advise', '--snapshot', saved, ...ONLY, '--format', 'json'),
    ]);
    const keys = ({ out }: Answer) => JSON.parse(out).findings.map(({ key }: { key: string }) => key);
    expect(keys(replayed)).toEqual(keys(live));
    expect(keys(replayed)).toHaveLength(1);
  });

  it('judges by the answers of a profile', async () => {
    await run(engine.url, [
      `CREATE TABLE tiny (time timestamptz NOT NULL) WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.columnstore = false)`,
      `INSERT INTO tiny SELECT now() - i * interval '1 day' FROM generate_series(1, 400) i`,
    ]);
    const profile = path.join(folder, 'profile.json');
    writeFileSync(profile, '{ "byteThresholdRatio": 0.000001, "memoryBytes": 8589934592 }');
    const rule = ['--rule', 'columnstore/disabled-on-large', '--format', 'json'];
    const found = async (...args: string[]) => {
      const { code, out, err } = await command('advise', '--url', engine.url, ...rule, ...args);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      return JSON.parse(out).findings.length;
    };
    expect(await found()).toBe(0);
    expect(await found('--profile', profile)).toBe(1);
  });

  it.each([
    [[], 'Give either --url or --snapshot'],
    [['--url', 'postgres://u:hunter2@127.0.0.1:1/db'], 'Nothing accepts connections at 127.0.0.1:1'],
    [['--snapshot', 'absent.json'], 'the file absent.json cannot be read'],
    [['--url', 'postgres://x/x', '--format', 'pdf'], '--format: expected text, json, markdown'],
    [['--url', 'postgres://x/x', '--rule', 'no/such'], 'there is no rule no/such'],
    [
      ['--url', 'postgres://x/x', '--profile', 'absent.json'],
      '--profile: the file absent.json cannot be read',
    ],
    [['--url', 'postgres://x/x', '--profile', 'package.json'], '--profile: Unrecognized key'],
    [['--colour'], 'Unknown option'],
  ])('answers %j in one line on standard error and exits 2', async (args, message) => {
    const { code, out, err } = await command('advise', ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain('hunter2');
  });
});

describe('plan retention', () => {
  it('plans the policies of every hypertable of a server', async () => {
    const planned = await command('plan', 'retention', '--url', engine.url);
    // One has its columnstore on and no policy that converts chunks.
    expect(planned).toMatchObject({ code: 1, err: '' });
    expect(planned.out).toContain('▲ public.clear');
    expect(planned.out).toContain('add_columnstore_policy');
    expect(planned.out).not.toContain('\u001b');
  });

  it('answers bad arguments in one line on standard error and exits 2', async () => {
    const { code, out, err } = await command('plan', 'retention', 'postgres://u:hunter2@h/d');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Unexpected argument');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain('hunter2');
  });
});

describe('role', () => {
  it('prints SQL that creates the role and SQL that removes it, both accepted by the server', async () => {
    const { code, out } = await command('role', '--timescale', '--samples');
    expect(code).toBe(0);
    const statements = out.split('\n').filter((line) => line.endsWith(';'));
    const create = statements.filter((line) => !line.startsWith('--'));
    const remove = statements.filter((line) => line.startsWith('-- ')).map((line) => line.slice(3));
    await run(engine.url, create);
    const granted = await run(engine.url, [`SELECT pg_has_role('chunkwise', 'pg_monitor', 'member') AS ok`]);
    expect(granted?.rows).toEqual([{ ok: true }]);
    await run(engine.url, remove);
    const left = await run(engine.url, [
      `SELECT count(*)::int AS roles FROM pg_roles WHERE rolname = 'chunkwise'`,
    ]);
    expect(left?.rows).toEqual([{ roles: 0 }]);
  });
});
