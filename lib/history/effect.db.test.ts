import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Metric } from '@/lib/derive/metrics';
import { startTimescale } from '@/lib/embedded/test-engines';
import { History } from './history';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const nowMs = Date.now();
const METRICS = ['totalBytes', 'lagSeconds'];

let engine: Awaited<ReturnType<typeof startTimescale>>;
let history: History;

beforeAll(async () => {
  engine = await startTimescale();
  history = new History(engine.url);
  await vi.waitUntil(() => history.status.problem === null, { timeout: 15_000 });
});

afterAll(async () => {
  await history.close();
  await engine.stop();
});

/** A sample every ten minutes from one instant on, before another. */
function sampled(
  subject: string,
  fromMs: number,
  toMs: number,
  value: number,
  metric: Metric = 'totalBytes',
): void {
  for (let atMs = fromMs; atMs < toMs; atMs += 10 * MINUTE_MS)
    history.keepValues('d', new Date(atMs).toISOString(), [{ metric, subject, value }]);
}

async function effect(subject: string, fixedMs: number, lastSeenMs = fixedMs - 2 * MINUTE_MS) {
  await history.written();
  return history.effect({ databaseId: 'd', subject, metrics: METRICS, lastSeenMs, fixedMs });
}

describe('the measured effect of a fix', () => {
  it('compares means of windows as long as each other, without the time between', async () => {
    const fixedMs = nowMs - 5 * HOUR_MS;
    sampled('s.two-hours', fixedMs - 2 * HOUR_MS - 2 * MINUTE_MS, fixedMs - 2 * MINUTE_MS, 100);
    sampled('s.two-hours', fixedMs - MINUTE_MS, fixedMs, 999);
    sampled('s.two-hours', fixedMs, fixedMs + 2 * HOUR_MS, 20);
    // Later than the window before is long.
    sampled('s.two-hours', fixedMs + 2 * HOUR_MS + MINUTE_MS, nowMs, 5_000);
    expect(await effect('s.two-hours', fixedMs)).toEqual({
      status: 'measured',
      windowMs: 2 * HOUR_MS,
      isGrowing: false,
      metrics: [{ metric: 'totalBytes', before: 100, after: 20 }],
    });
  });

  it('grows with the time since, up to a day', async () => {
    const recentMs = nowMs - 90 * MINUTE_MS;
    sampled('s.young', recentMs - DAY_MS, recentMs - 2 * MINUTE_MS, 3);
    sampled('s.young', recentMs, nowMs, 2);
    const young = await effect('s.young', recentMs);
    expect(young).toMatchObject({ status: 'measured', isGrowing: true, metrics: [{ before: 3, after: 2 }] });
    expect(young.status === 'measured' && young.windowMs / MINUTE_MS).toBeCloseTo(90, 0);
  });

  it('says not yet while the hour after is not over', async () => {
    const justNowMs = nowMs - 10 * MINUTE_MS;
    sampled('s.now', justNowMs - 2 * HOUR_MS, nowMs, 1);
    expect(await effect('s.now', justNowMs)).toEqual({
      status: 'not-yet',
      measurableAtMs: justNowMs + HOUR_MS,
    });
  });

  it('does not know what was not watched, or not for long', async () => {
    const fixedMs = nowMs - 3 * HOUR_MS;
    expect(await effect('s.nothing', fixedMs)).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(/nothing.*sampled/),
    });
    sampled('s.short', fixedMs - 30 * MINUTE_MS, nowMs, 1);
    expect(await effect('s.short', fixedMs)).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(/less than an hour/),
    });
  });

  it('does not know one side of a metric from too few samples', async () => {
    const fixedMs = nowMs - 3 * HOUR_MS;
    sampled('s.partly', fixedMs - 2 * HOUR_MS, nowMs, 7);
    sampled('s.partly', fixedMs - 30 * MINUTE_MS, fixedMs - 20 * MINUTE_MS, 60, 'lagSeconds');
    sampled('s.partly', fixedMs, nowMs, 5, 'lagSeconds');
    expect(await effect('s.partly', fixedMs)).toMatchObject({
      metrics: [
        { metric: 'totalBytes', before: 7, after: 7 },
        { metric: 'lagSeconds', before: null, after: 5 },
      ],
    });
  });

  it('reads the hours where the raw samples are gone', async () => {
    const fixedMs = Math.floor((nowMs - 30 * DAY_MS) / HOUR_MS) * HOUR_MS + 10 * MINUTE_MS;
    sampled('s.old', nowMs - MINUTE_MS, nowMs, 1);
    await history.written();
    const client = new pg.Client({ connectionString: engine.url });
    await client.connect();
    await client.query(
      `INSERT INTO chunkwise_history.sample_hour (at, series_id, least, mean, greatest, samples)
       SELECT to_timestamp($1::float8) + make_interval(hours => h), s.id, 0, CASE WHEN h < 0 THEN 40 ELSE 10 END, 99, 12
         FROM chunkwise_history.series s, generate_series(-30, 30) h WHERE s.subject = 's.old'`,
      [Math.floor(fixedMs / HOUR_MS) * 3_600],
    );
    await client.end();
    // The hour in which it was fixed is on neither side.
    expect(await effect('s.old', fixedMs)).toMatchObject({
      status: 'measured',
      isGrowing: false,
      metrics: [{ metric: 'totalBytes', before: 40, after: 10 }],
    });
  });
});
