import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '@/lib/collect/collector';
import { collectors } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startPostgres, startTimescale } from '@/lib/embedded/test-engines';
import {
  countSchedulers,
  restartBackgroundWorkers,
  startBackgroundWorkers,
  stopBackgroundWorkers,
} from '@/lib/sql/background-workers';
import { findings, run } from '../testing/advice-story';
import { context, timescale } from '../testing/context';
import { job } from '../testing/job-rows';
import rule from './scheduler-missing';

/**
 * The engine with TimescaleDB has no background workers, and the native packages no TimescaleDB. To a role that may
 * not see what a session is, one that calls itself like the scheduler is the scheduler: so that role watches here.
 */
describe('jobs/scheduler-missing on a native server', () => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  let plainUrl: string;
  beforeAll(async () => {
    engine = await startPostgres(18);
    await run(engine.url, ['CREATE ROLE plain LOGIN']);
    const plain = new URL(engine.url);
    plain.username = 'plain';
    plainUrl = plain.href;
  });
  afterAll(() => engine?.stop());

  async function look(url: string) {
    const database = openDatabase({ url });
    try {
      const server = { ...(await probeServer(database)), timescale: timescale() };
      const artifact = await collect(database, server, collectors.backgroundWorkers);
      if (artifact.status !== 'ok') throw new Error(artifact.reason);
      // It has only just been started.
      const nowMs = Date.now() + 3_600_000;
      const answer = rule.check(
        {
          jobs: [job()],
          backgroundWorkers: artifact.rows,
          settings: null,
          policies: null,
          hypertables: null,
          continuousAggregates: null,
        },
        context({ server, nowMs }),
      );
      return { workers: artifact.rows[0], answer };
    } finally {
      await database.close();
    }
  }

  it('misses the scheduler of this database until it is there', async () => {
    const missing = await look(plainUrl);
    expect(missing.workers).toMatchObject({ launchers: 0, schedulers: 0, isRestoring: false });
    expect(missing.answer).toMatchObject([{ subject: ['database', 'postgres'], severity: 'critical' }]);

    const workers = await Promise.all(
      ['Launcher', 'Scheduler'].map(async (name) => {
        const client = new pg.Client({
          connectionString: engine.url,
          application_name: `TimescaleDB Background Worker ${name}`,
        });
        await client.connect();
        return client;
      }),
    );
    try {
      const there = await look(plainUrl);
      expect(there.workers).toMatchObject({ launchers: 1, schedulers: 1 });
      expect(there.answer).toEqual([]);
      const [row] = (await run(engine.url, [countSchedulers()]))?.rows ?? [];
      expect(row).toEqual({ count: '1' });
      // Who may see what they are is not taken in by clients.
      expect((await look(engine.url)).workers).toMatchObject({ launchers: 0, schedulers: 0 });
    } finally {
      await Promise.all(workers.map((client) => client.end()));
    }
  });
});

describe('jobs/scheduler-missing on an engine without workers', () => {
  let engine: Awaited<ReturnType<typeof startTimescale>>;
  beforeAll(async () => {
    engine = await startTimescale();
  });
  afterAll(() => engine?.stop());

  it('raises no alarm, and the functions of its advice exist', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
    const dialect = { versionNumber: 2_023_000 };
    for (const statement of [
      startBackgroundWorkers(dialect),
      restartBackgroundWorkers(dialect),
      stopBackgroundWorkers(dialect),
      // Wrappers under their name before 2.12 are there still.
      startBackgroundWorkers({ versionNumber: 2_011_002 }),
    ]) {
      const [row] = (await run(engine.url, [statement]))?.rows ?? [];
      expect(Object.values(row), statement).toEqual([false]);
    }
  });
});
