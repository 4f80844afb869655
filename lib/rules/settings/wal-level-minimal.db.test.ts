import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { findings, rehearseSetting, run } from '../testing/advice-story';
import rule from './wal-level-minimal';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  // From the command line, so that the server starts with it; what the advice writes is looked at in the file.
  engine = await startPostgres(14, { settings: { wal_level: 'minimal', max_wal_senders: '0' } });
});
afterAll(() => engine?.stop());

const inFile = (real: Snapshot): Snapshot => {
  const { settings } = real.artifacts;
  if (settings?.status !== 'ok') throw new Error('settings were not read');
  const rows = settings.rows.map((row) => ({
    ...row,
    source: 'configuration file',
    isFromAlterSystem: true,
  }));
  return { ...real, artifacts: { ...real.artifacts, settings: { ...settings, rows } } };
};

describe('settings/wal-level-minimal on a real engine', () => {
  it('finds it, and gives no SQL for what the command line sets', async () => {
    const [found] = await findings(engine.url, rule);
    expect(found).toMatchObject({ subject: ['wal_level'], facts: { senders: 0 } });
    expect(found?.advice).toBeUndefined();
  });

  it('writes the level and takes it back; it counts after a restart only', async () => {
    await run(engine.url, [`ALTER SYSTEM SET wal_level = 'minimal'`, RELOAD]);
    const [found] = await findings(engine.url, rule, {}, inFile);
    if (!found) throw new Error('expected a finding');
    await rehearseSetting(engine.url, found, 'wal_level');
  });
});
