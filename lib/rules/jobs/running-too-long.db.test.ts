import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context } from '../testing/context';
import { job } from '../testing/job-rows';
import rule from './running-too-long';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
});
afterAll(() => engine?.stop());

const NAME = 'Columnstore Policy "x" [1000]';

/**
 * The native packages have no TimescaleDB, and the engine that has it no workers: here a session that calls itself like
 * one waits for a lock, as runs that take too long do, and the row of its job is as a server with both would say it.
 */
describe('jobs/running-too-long on a native server', () => {
  it('says what the run waits behind, cancels it, and leaves the others alone', async () => {
    const [holder, worker] = ['holder', NAME].map(
      (name) => new pg.Client({ connectionString: engine.url, application_name: name }),
    ) as [pg.Client, pg.Client];
    await Promise.all([holder.connect(), worker.connect()]);
    try {
      await run(engine.url, ['CREATE TABLE chunk ()']);
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE chunk');
      const holderPid = (await holder.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
      const ended = expect(worker.query('SELECT FROM chunk')).rejects.toThrow('canceling statement');
      const waits = `SELECT wait_event_type FROM pg_stat_activity WHERE application_name = '${NAME}'`;
      await expect.poll(async () => (await run(engine.url, [waits]))?.rows[0]?.wait_event_type).toBe('Lock');

      const rows = [
        job({ isRunning: true, lastStartedAt: new Date(0).toISOString(), applicationName: NAME }),
      ];
      const found = rule.check({ jobs: rows, hypertables: null }, context());
      const advice = 'length' in found ? found[0]?.advice : undefined;
      if (!advice?.precheck) throw new Error('expected advice');
      expect((await run(engine.url, [advice.precheck.sql]))?.rows).toMatchObject([
        { count: '1', waits_for: 'Lock: relation', waits_behind: `{${holderPid}}` },
      ]);
      await run(
        engine.url,
        advice.steps.map(({ sql }) => sql),
      );
      await ended;
      await worker.end();
      await expect.poll(async () => (await run(engine.url, [advice.verify.sql]))?.rows[0]?.count).toBe('0');
      expect((await holder.query('SELECT 1 AS there')).rows).toEqual([{ there: 1 }]);
    } finally {
      await holder.end();
      await worker.end();
    }
  });
});
