import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { changedRows } from '../testing/changed-rows';
import rule from './archiver-failing';
import idle from './archiver-not-running';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(17, { settings: { archive_mode: 'on' } });
});
afterAll(() => engine?.stop());

const later = (real: Snapshot) =>
  changedRows(real, 'archiver', (row) => {
    const before = (at: string | null) => at && new Date(Date.parse(at) - 3_600_000).toISOString();
    return { ...row, lastArchivedAt: before(row.lastArchivedAt), oldestReadyAt: before(row.oldestReadyAt) };
  });
const switched = [`SELECT pg_logical_emit_message(true, 'a', 'b')`, 'SELECT pg_switch_wal()'];

/** They give words, no SQL: the command and its repository are the operator's. One server tells both stories. */
describe('archiving on a real engine', () => {
  it('that is on and has no command counts no failure, and is found all the same', async () => {
    await run(engine.url, switched);
    await expect
      .poll(() => findings(engine.url, idle, {}, later), { timeout: 10_000 })
      .toMatchObject([{ severity: 'critical', facts: { readyFiles: 1 } }]);
    expect((await findings(engine.url, idle, {}, later))[0]?.detail).toContain('neither archive_command');
    expect(await findings(engine.url, rule, {}, later)).toEqual([]);
  });

  it('whose command fails is found, and no longer when the command works', async () => {
    await run(engine.url, [
      `ALTER SYSTEM SET archive_command = 'false'`,
      'SELECT pg_reload_conf()',
      ...switched,
    ]);
    const look = () => findings(engine.url, rule, {}, later);
    await expect.poll(look, { timeout: 20_000 }).toMatchObject([{ severity: 'critical' }]);
    expect(await findings(engine.url, idle, {}, later)).toEqual([]);
    await run(engine.url, [
      `ALTER SYSTEM SET archive_command = 'true'`,
      'SELECT pg_reload_conf()',
      ...switched,
    ]);
    await expect.poll(look, { timeout: 20_000 }).toEqual([]);
  });
});
