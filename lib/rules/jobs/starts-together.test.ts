import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { job } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './starts-together';

type Artifacts = Parameters<typeof rule.check>[0];
const WORKERS = settings({ 'timescaledb.max_background_workers': 5 });
const run = (over: Partial<Artifacts>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check({ jobs: [], settings: WORKERS, ...over }, context({ server: server(serverOver) }));
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];
const at = (seconds: number) => new Date(NOW_MS + seconds * 1_000).toISOString();
/** Jobs that start so many seconds from now, each of which takes a minute or so. */
const jobsAt = (starts: readonly number[], over: Partial<Row<'jobs'>> = {}) =>
  starts.map((start, n) =>
    job({ jobId: 1_000 + n, nextStartAt: at(start), averageSuccessSeconds: 61, ...over }),
  );

describe('jobs/starts-together', () => {
  it('is quiet while the workers suffice', () => {
    expect(one({ jobs: [job()] })).toBeUndefined();
    expect(one({ jobs: jobsAt([60, 60, 60]) })).toBeUndefined();
  });

  it('finds a queue that lasts, not one that is gone after a minute', () => {
    const four = [600, 630, 640, 660];
    expect(one({ jobs: jobsAt(four) })).toMatchObject({
      subject: ['database', 'app'],
      severity: 'notice',
      title: 'Spread the starts of 4 jobs in app',
      facts: { jobsTogether: 4, freeWorkers: 3, longestWaitSeconds: 61, untilStartSeconds: 600 },
    });
    expect(one({ jobs: jobsAt(four, { averageSuccessSeconds: 60 }) })).toBeUndefined();
    expect(one({ jobs: jobsAt(four, { averageSuccessSeconds: null }) })).toBeUndefined();
    expect(one({ jobs: jobsAt([600, 630, 640, 661]) })).toBeUndefined();
  });

  it('shares the runs among the workers', () => {
    expect(one({ jobs: jobsAt(Array(10).fill(600)) })?.facts.longestWaitSeconds).toBe(183);
  });

  it('does not count what is due already, paused, or has no start', () => {
    expect(one({ jobs: jobsAt([-1, 0, 600, 600, 600]) })).toBeUndefined();
    expect(one({ jobs: jobsAt([600, 600, 600, 600], { nextStartAt: null }) })).toBeUndefined();
    expect(run({ jobs: jobsAt([600, 600, 600, 600], { scheduled: false }) })).toHaveProperty('notApplicable');
  });

  it('moves all but the first, by their slots where these are fixed', () => {
    const jobs = jobsAt([600, 600, 600, 600]);
    const fixed = jobs.map((row, n) =>
      n === 2 ? { ...row, fixedSchedule: true, initialStartAt: at(-86_400) } : row,
    );
    expect(one({ jobs: fixed })?.advice).toMatchObject({
      steps: [
        { sql: `SELECT alter_job(1001, next_start => '${at(720)}'::timestamptz);` },
        { sql: `SELECT alter_job(1002, initial_start => '${at(-86_160)}'::timestamptz);` },
        { sql: `SELECT alter_job(1003, next_start => '${at(960)}'::timestamptz);` },
      ],
      undo: [
        { sql: `SELECT alter_job(1001, next_start => '${at(600)}'::timestamptz);` },
        { sql: `SELECT alter_job(1002, initial_start => '${at(-86_400)}'::timestamptz);` },
        { sql: `SELECT alter_job(1003, next_start => '${at(600)}'::timestamptz);` },
      ],
    });
    const old = { timescale: timescale('2.11.2') };
    expect(one({ jobs: fixed }, old)?.advice).toBeUndefined();
    expect(one({ jobs }, old)?.advice).toBeDefined();
  });

  it('moves none by more than a quarter of its interval', () => {
    const steps = (scheduleIntervalSeconds: number) =>
      one({ jobs: jobsAt([600, 600, 600, 600], { scheduleIntervalSeconds }) })?.advice?.steps.map(({ sql }) =>
        sql.slice(sql.indexOf("'") + 1, sql.lastIndexOf("'")),
      );
    expect(steps(960)).toEqual([at(720), at(840), at(720)]);
    expect(steps(480)).toEqual([at(720), at(720), at(720)]);
    expect(steps(479)).toBeUndefined();
  });

  it('cannot look without the size of the pool, and does not apply without workers', () => {
    expect(run({ jobs: [job()], settings: [] })).toHaveProperty('notRun');
    expect(run({ jobs: [job()] }, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when settings could not be read', () => {
    expect(runRule(rule, snapshotOf({ jobs: [job()] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
