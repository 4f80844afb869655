import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { snapshotOf } from '@/lib/rules/testing/context';
import { dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
import { planRetention } from './plan-retention';

const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-plan-'));
const file = path.join(folder, 'snapshot.json');
const rows = {
  hypertables: [hypertable({ name: 'odd|"name\u001b[2J' }), hypertable({ hypertableId: 2, name: 'plain' })],
  chunks: dailyChunks(3),
  policies: [policy({ afterSeconds: 90 * 86_400 }), retention(), policy({ hypertableId: 2 })],
  continuousAggregates: [],
};
writeFileSync(file, JSON.stringify(snapshotOf(rows)));
const plan = (...args: string[]) => planRetention(['--snapshot', file, ...args]);

it('says the same in text, JSON and Markdown, and that something conflicts', async () => {
  const [text, json, markdown] = [
    await plan(),
    await plan('--format', 'json'),
    await plan('--format', 'markdown'),
  ];
  for (const { code, output } of [text, json, markdown]) {
    expect(code).toBe(1);
    expect(output).toContain('none is ever converted');
    // A name must not be able to clear the reader's terminal.
    expect(output).not.toContain('\u001b');
  }
  expect(JSON.parse(json.output).sets).toHaveLength(2);
  expect(text.output).toContain('2 sets of policies, 1 with conflicts.');
  expect(text.output.replaceAll('\u00a0', ' ')).toContain('after 90 d → after 45 d');
  expect(markdown.output).toContain('odd\\|"name');
  expect(markdown.output).toContain('```sql');
});

it('plans the one that is named', async () => {
  const { code, output } = await plan('--hypertable', 'public.plain', '--format', 'json');
  expect(code).toBe(0);
  expect(JSON.parse(output).sets.map(({ name }: { name: string }) => name)).toEqual(['plain']);
});

it.each([
  [[], 'Give either --url or --snapshot'],
  [['--url', 'postgres://x/x', '--snapshot', file], 'Give either --url or --snapshot'],
  [['--snapshot', 'absent.json'], 'the file absent.json cannot be read'],
  [['--snapshot', file, '--format', 'pdf'], '--format: expected text, json, markdown'],
  [['--snapshot', file, '--hypertable', 'public.absent'], 'there is no hypertable public.absent'],
  [['--colour'], 'Unknown option'],
])('refuses %j and says why', async (args, message) => {
  await expect(planRetention(args)).rejects.toThrow(message);
});

it('says what it could not read instead of planning nothing', async () => {
  const blind = path.join(folder, 'blind.json');
  writeFileSync(blind, JSON.stringify(snapshotOf({ hypertables: [hypertable()] })));
  await expect(planRetention(['--snapshot', blind])).rejects.toThrow('chunks: not collected yet');
});
