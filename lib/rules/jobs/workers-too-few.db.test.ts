import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectTiers, type Row, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startPostgres, startTimescale } from '@/lib/embedded/test-engines';
import { alterSystem, alterSystemReset } from '@/lib/sql/setting';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { timescale } from '../testing/context';
import { job } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './workers-too-few';

const PROCESSES = 'max_worker_processes';
const BACKGROUND = 'timescaledb.max_background_workers';

async function snapshot(url: string): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['standard', 'catalog']);
    return { databaseId: 'test', takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}

const waiting = async (url: string, name: string) =>
  (
    await run(url, [
      `SELECT setting FROM pg_file_settings WHERE name = '${name}' AND sourcefile LIKE '%auto.conf'`,
    ])
  )?.rows.map(({ setting }) => setting);

/**
 * The native packages have no TimescaleDB, and the engine that has it has no workers: what a server with both says is
 * its own settings and databases, with a job and TimescaleDB's setting beside them.
 */
describe('jobs/workers-too-few on a native server', () => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    engine = await startPostgres(18);
  });
  afterAll(() => engine?.stop());

  async function found(url = engine.url) {
    const real = await snapshot(url);
    const own = real.artifacts.settings;
    if (own?.status !== 'ok') throw new Error('settings were not read');
    const ok = <R>(rows: readonly R[]) => ({ ...own, rows });
    const verdict = runRule(
      rule,
      {
        ...real,
        server: { ...real.server, timescale: timescale() },
        artifacts: {
          ...real.artifacts,
          settings: ok<Row<'settings'>>([...own.rows, ...settings({ [BACKGROUND]: 16 })]),
          jobs: ok([job()]),
        },
      },
      Date.now(),
      {},
    );
    return verdict.findings.find(({ subject }) => subject[0] === PROCESSES);
  }

  it('finds PostgreSQL’s default, writes what counts after a restart, and takes it back', async () => {
    const advice = (await found())?.advice;
    if (!advice || 'impossible' in advice.undo) throw new Error('expected advice that can be undone');
    expect((await run(engine.url, [advice.precheck?.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    expect(await waiting(engine.url, PROCESSES)).toEqual(['27']);
    expect((await run(engine.url, [advice.verify.sql]))?.rows, 'before a restart').toEqual([
      { current_setting: '8' },
    ]);
    await run(
      engine.url,
      advice.undo.map(({ sql }) => sql),
    );
    expect(await waiting(engine.url, PROCESSES)).toEqual([]);
  });

  it('sees that a changed value waits for the restart', async () => {
    await run(engine.url, [alterSystem(PROCESSES, 12), 'SELECT pg_reload_conf()']);
    await expect.poll(async () => (await found())?.detail).toContain('waits for a restart');
    const precheck = (await found())?.advice?.precheck;
    expect((await run(engine.url, [precheck?.sql ?? '']))?.rows).toEqual([{ count: '1' }]);
    await run(engine.url, [alterSystemReset(PROCESSES), 'SELECT pg_reload_conf()']);
  });

  it('knows which values ALTER SYSTEM wrote, and when it may not know', async () => {
    await run(engine.url, [
      'CREATE ROLE plain LOGIN',
      alterSystem('work_mem', 9_999),
      'SELECT pg_reload_conf()',
    ]);
    const origin = async (url: string, name: string) => {
      const { settings } = (await snapshot(url)).artifacts;
      return settings?.status === 'ok'
        ? settings.rows.find((row) => row.name === name)?.isFromAlterSystem
        : 'not read';
    };
    await expect.poll(() => origin(engine.url, 'work_mem')).toBe(true);
    expect(await origin(engine.url, 'max_connections'), 'of postgresql.conf').toBe(false);
    expect(await origin(engine.url, PROCESSES), 'a default').toBe(false);
    const plain = new URL(engine.url);
    plain.username = 'plain';
    expect(await origin(plain.href, 'work_mem'), 'hidden from an ordinary role').toBeNull();
  });
});

describe('jobs/workers-too-few on an engine without workers', () => {
  let engine: Awaited<ReturnType<typeof startTimescale>>;
  beforeAll(async () => {
    engine = await startTimescale();
  });
  afterAll(() => engine?.stop());

  it('does not apply, and says why', async () => {
    expect(runRule(rule, await snapshot(engine.url), Date.now(), {})).toMatchObject({
      outcome: {
        status: 'not-applicable',
        reason: 'This engine has no background workers; the process that owns it runs the due jobs',
      },
      findings: [],
    });
  });

  it('accepts the statements on TimescaleDB’s own setting', async () => {
    await run(engine.url, [alterSystem(BACKGROUND, 22)]);
    expect(await waiting(engine.url, BACKGROUND)).toEqual(['22']);
    await run(engine.url, [alterSystemReset(BACKGROUND)]);
    expect(await waiting(engine.url, BACKGROUND)).toEqual([]);
  });
});
