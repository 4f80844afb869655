import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { server, snapshotOf } from '@/lib/rules/testing/context';
import { memorySetting, settings } from '@/lib/rules/testing/setting-rows';
import { planResources } from './plan-resources';
import { sizeOption } from './size-option';

const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-plan-'));
function saved(name: string, snapshot: object): string {
  const file = path.join(folder, name);
  writeFileSync(file, JSON.stringify(snapshot));
  return file;
}
const rows = (buffersMegabytes: number) => ({
  settings: [
    memorySetting('shared_buffers', buffersMegabytes),
    ...settings({ max_connections: 100, random_page_cost: 4 }),
  ],
});
const file = saved('defaults.json', snapshotOf(rows(512)));
const MACHINE = [
  '--memory',
  '16GB',
  '--cores',
  '8',
  '--disk',
  'hdd',
  '--workload',
  'oltp',
  '--disk-size',
  '1TB',
];
const plan = (...args: string[]) => planResources(['--snapshot', file, ...args]);

it('says the same in text and JSON, and that something is to change', async () => {
  const [text, json] = [await plan(...MACHINE), await plan(...MACHINE, '--format', 'json')];
  for (const { code, output } of [text, json]) {
    expect(code).toBe(1);
    expect(output).toContain(`ALTER SYSTEM SET `);
  }
  expect(JSON.parse(json.output)).toMatchObject({
    machine: { memoryBytes: 16 * 2 ** 30, cores: 8, diskKind: 'hdd', workload: 'oltp', diskBytes: 2 ** 40 },
    asks: [],
  });
  const words = text.output.replaceAll('\u00a0', ' ');
  expect(words).toContain('1 setting to change');
  expect(words).toContain('▲ shared_buffers: 512 MiB → 4 GiB');
  expect(words).toContain('Undo:');
});

it('exits with 0 where the settings fit the machine', async () => {
  const fitting = saved('fitting.json', snapshotOf(rows(4_096)));
  expect(await planResources(['--snapshot', fitting, ...MACHINE])).toMatchObject({ code: 0 });
});

it('asks for what is not given, and says what the settings look like', async () => {
  await expect(plan('--cores', '8', '--disk', 'hdd')).rejects.toMatchObject({
    code: 'bad-request',
    message: 'Give --memory: settings depend on it, and no SQL tells it',
    hint: expect.stringMatching(
      /^shared_buffers looks like 2.GiB of memory: confirm it\. Usage: .*--memory 64GB/,
    ),
  });
  await expect(plan('--memory', '16GB', '--cores', '8')).rejects.toThrow('Give --disk');
});

it('says why there is no plan', async () => {
  const embedded = { ...snapshotOf(rows(512)), server: server({ engine: 'embedded' }) };
  await expect(planResources(['--snapshot', saved('embedded.json', embedded), ...MACHINE])).rejects.toThrow(
    'The settings cannot be planned',
  );
  const blind = saved('blind.json', snapshotOf({}));
  await expect(planResources(['--snapshot', blind, ...MACHINE])).rejects.toThrow('settings: not collected');
});

it.each([
  [['--memory', '16'], '--memory: expected a size such as 64GB, not 16'],
  [['--cores', '0'], '--cores: expected a number of processor cores, not 0'],
  [['--cores', 'many'], '--cores: expected a number'],
  [['--disk', 'tape'], '--disk: expected ssd, nvme, network, hdd'],
  [['--workload', 'none'], '--workload: expected ingest, oltp, analytics, mixed'],
  [['--format', 'pdf'], '--format: expected text, json'],
  [['--hypertable', 'public.a'], 'Unknown option'],
])('refuses %j and says why', async (args, message) => {
  await expect(plan(...args)).rejects.toThrow(message);
});

describe('a size', () => {
  it.each([
    ['64GB', 64 * 2 ** 30],
    ['1.5 TiB', 1.5 * 2 ** 40],
    ['512mb', 512 * 2 ** 20],
  ])('%s', (text, size) => {
    expect(sizeOption('--memory', text)).toBe(size);
  });
});
