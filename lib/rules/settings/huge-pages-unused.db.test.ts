import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, rehearseSetting, run } from '../testing/advice-story';
import rule from './huge-pages-unused';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17);
});
afterAll(() => engine?.stop());

/** What a test's machine has no memory for: 8 GiB of buffers, and perhaps huge pages that are switched off. */
const large =
  (over: Readonly<Record<string, string>> = {}) =>
  (real: Snapshot): Snapshot => {
    const { settings } = real.artifacts;
    if (settings?.status !== 'ok') throw new Error('settings were not read');
    const values: Record<string, string> = { shared_buffers: '1048576', ...over };
    const rows = settings.rows.map((row) => ({ ...row, setting: values[row.name] ?? row.setting }));
    return { ...real, artifacts: { ...real.artifacts, settings: { ...settings, rows } } };
  };

describe('settings/huge-pages-unused on a real engine', () => {
  it('reads whether the server got them', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    expect(await findings(engine.url, rule, {}, large({ huge_pages_status: 'off' }))).toMatchObject([
      { facts: { bufferBytes: 8_589_934_592 } },
    ]);
    expect(await findings(engine.url, rule, {}, large({ huge_pages_status: 'on' }))).toEqual([]);
  });

  it('writes the setting and takes it back; it counts after a restart only', async () => {
    await run(engine.url, ['ALTER SYSTEM SET huge_pages = off', RELOAD]);
    const [found] = await findings(engine.url, rule, {}, (real) =>
      fromAlterSystem(large({ huge_pages: 'off' })(real)),
    );
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'huge_pages');
  });
});

function fromAlterSystem(snapshot: Snapshot): Snapshot {
  const { settings } = snapshot.artifacts;
  if (settings?.status !== 'ok') throw new Error('settings were not read');
  const rows = settings.rows.map((row) => ({ ...row, isFromAlterSystem: true }));
  return { ...snapshot, artifacts: { ...snapshot.artifacts, settings: { ...settings, rows } } };
}
