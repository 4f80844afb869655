import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startPostgres, startTimescale } from '@/lib/embedded/test-engines';
import type { Judgement, KeyedFinding } from '@/lib/rules/judge';
import type { TrendRequest } from '@/lib/rules/rule';
import { statement } from '@/lib/rules/testing/statement-rows';
import { type SubjectTrend, trendsOf } from '@/lib/rules/trends';
import { History } from './history';

const DAY_MS = 86_400_000;
const everySeconds = () => 10;
const STORES = {
  'the embedded TimescaleDB': { start: () => startTimescale(), hasPolicies: true },
  'PostgreSQL 18': { start: () => startPostgres(18), hasPolicies: false },
  'PostgreSQL 13': { start: () => startPostgres(13), hasPolicies: false },
};

const finding: KeyedFinding = {
  key: 'columnstore/policy-missing:public."it\'s"',
  rule: 'columnstore/policy-missing',
  source: 'https://example.org',
  subject: ['public', "it's"],
  severity: 'warning',
  confidence: 'high',
  title: 'Add a columnstore policy',
  detail: '',
  facts: { uncompressedBytes: 1 },
};

function judged(at: number, findings: readonly KeyedFinding[]): Judgement {
  const status = findings.length > 0 ? 'found' : 'passed';
  const snapshotAt = new Date(at).toISOString();
  return { databaseId: 'd', snapshotAt, findings, outcomes: [{ rule: finding.rule, status }] };
}

async function opened(url: string): Promise<History> {
  const history = new History(url);
  await vi.waitUntil(() => history.status.problem === null, { timeout: 15_000 });
  await history.written();
  return history;
}

describe.each(Object.entries(STORES))('history on %s', (_, { start, hasPolicies }) => {
  let url: string;
  let stop: () => Promise<void>;
  let history: History;
  let snapshot: Snapshot;

  beforeAll(async () => {
    const engine = await start();
    url = engine.url;
    stop = () => engine.stop();
    history = await opened(url);
    const database = openDatabase({ url });
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog']);
    snapshot = { databaseId: 'd', takenAt: new Date().toISOString(), server, artifacts };
    await database.close();
  });

  afterAll(async () => {
    await history.close();
    await stop();
  });

  async function ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Row>(text);
    await client.end();
    return rows;
  }

  async function trendsRead(asked: readonly TrendRequest[]): Promise<readonly SubjectTrend[]> {
    const reading = () => history.trends('d', asked);
    await vi.waitUntil(() => !('unavailable' in reading()), { timeout: 15_000 });
    const read = reading();
    if ('unavailable' in read) throw new Error(read.unavailable);
    return read;
  }

  async function reopened(): Promise<void> {
    await history.written();
    await history.close();
    history = await opened(url);
  }

  const series = (metric: string, fromMs: number, toMs: number, points = 10) =>
    history.series({ databaseId: 'd', metric, subject: '', fromMs, toMs, points, sampledEverySeconds: 10 });

  it('has its own policies where the server runs them, and deletes by itself where not', async () => {
    const kept = await ask<{ n: number }>(
      hasPolicies
        ? `SELECT count(*)::int AS n FROM timescaledb_information.jobs
            WHERE hypertable_schema = 'chunkwise_history' AND proc_name IN ('policy_retention', 'policy_compression')`
        : 'SELECT 4 AS n',
    );
    expect(kept[0]?.n).toBe(4);
    history.keepValues('d', new Date(Date.now() - 20 * DAY_MS).toISOString(), [
      { metric: 'connections', subject: 'old', value: 1 },
    ]);
    await reopened();
    const old = await ask<{ n: number }>(
      `SELECT count(*)::int AS n FROM chunkwise_history.sample WHERE at < now() - interval '14 days'`,
    );
    expect(old[0]?.n).toBe(hasPolicies ? 1 : 0);
  });

  it('keeps samples and answers with evenly spaced buckets, gaps as gaps', async () => {
    const start = Math.floor(Date.now() / 100_000) * 100_000 - 600_000;
    for (const [second, value] of [
      [0, 4],
      [10, 8],
      [300, 1],
    ] as const)
      history.keepValues('d', new Date(start + second * 1_000).toISOString(), [
        { metric: 'connections', subject: '', value },
      ]);
    await history.written();
    const { points, bucketSeconds, resolution } = await series('connections', start, start + 400_000, 4);
    expect({ bucketSeconds, resolution }).toEqual({ bucketSeconds: 100, resolution: 'raw' });
    expect(points.map(({ min, average, max, samples }) => [min, average, max, samples])).toEqual([
      [4, 6, 8, 2],
      [null, null, null, 0],
      [null, null, null, 0],
      [1, 1, 1, 1],
    ]);
    expect(history.latest('d', 'connections')?.value).toBe(1);
    history.keepValues('d', new Date().toISOString(), [{ metric: 'connections', subject: '', value: null }]);
    expect(history.latest('d', 'connections')).toBeNull();
  });

  it('sums up hours that have ended, and reads long ranges from them', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    for (const [minute, value] of [
      [-125, 1],
      [-124, 3],
      [-63, 10],
    ] as const)
      history.keepValues('d', new Date(hour + minute * 60_000).toISOString(), [
        { metric: 'activeSessions', subject: '', value },
      ]);
    await reopened();
    const { points, resolution } = await series('activeSessions', hour - 10 * DAY_MS, hour + 3_600_000, 500);
    expect(resolution).toBe('hourly');
    const found = points.filter(({ samples }) => samples > 0);
    expect(found.map(({ min, average, max, samples }) => [min, average, max, samples])).toEqual([
      [1, 2, 3, 2],
      [10, 10, 10, 1],
    ]);
  });

  it('tells growth a day once it spans an hour', async () => {
    const now = Date.now();
    for (const [hours, value] of [
      [4, 0],
      [2, 1_000],
      [0, 2_000],
    ] as const)
      history.keepValues('d', new Date(now - hours * 3_600_000).toISOString(), [
        { metric: 'totalBytes', subject: 'public.metrics', value },
        ...(hours === 0 ? [{ metric: 'totalBytes', subject: 'public.young', value } as const] : []),
      ]);
    await reopened();
    expect(history.growthPerDay('d', 'totalBytes', 'public.metrics')).toBeCloseTo(12_000, 3);
    expect(history.growthPerDay('d', 'totalBytes', 'public.young')).toBeNull();
  });

  it('tells what a metric reaches on nine of ten days, and nothing after fewer than three', async () => {
    const noon = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 12 * 3_600_000;
    const on = (day: number, value: number, subject = 'public.metrics') =>
      history.keepValues('d', new Date(noon - day * 86_400_000).toISOString(), [
        { metric: 'lateWriteSeconds', subject, value },
      ]);
    for (let day = 0; day < 10; day += 1) on(day, day === 5 ? 1_000_000 : 60 + day);
    on(0, 7, 'public.young');
    await history.written();
    const peaks = await history.usualPeaks('d', 'lateWriteSeconds');
    // The one row of a fortnight's delay is no habit.
    expect([...peaks]).toEqual([['public.metrics', 69]]);
  });

  it('tells what a metric did in the last hour, and what it is in the same hour of other weeks', async () => {
    const now = Date.now();
    const keep = (minutesAgo: number, value: number, subject = '') =>
      history.keepValues('d', new Date(now - minutesAgo * 60_000).toISOString(), [
        { metric: 'lockTableRatio', subject, value },
      ]);
    keep(61, 99);
    keep(54, 4);
    keep(30, 9);
    keep(6, 2);
    keep(6, 5, 'public.young');
    await history.written();
    const hourOf = (weeks: number) =>
      new Date(Math.floor((now - 1_800_000) / 3_600_000) * 3_600_000 - weeks * 7 * DAY_MS).toISOString();
    await ask(`INSERT INTO chunkwise_history.sample_hour (at, series_id, least, mean, greatest, samples)
               SELECT h.at, s.id, 0, h.mean, 100, 1
                 FROM (VALUES ('${hourOf(1)}'::timestamptz, 10, ''), ('${hourOf(2)}', 30, ''), ('${hourOf(3)}', 80, ''),
                              ('${hourOf(1)}', 1, 'public.young')) h (at, mean, subject)
                 JOIN chunkwise_history.series s USING (subject) WHERE s.metric = 'lockTableRatio'`);
    const read = await trendsRead([{ metric: 'lockTableRatio', hours: 1 }]);
    expect(read).toHaveLength(2);
    expect(read).toContainEqual({
      metric: 'lockTableRatio',
      subject: '',
      average: 5,
      least: 2,
      greatest: 9,
      first: 4,
      last: 2,
      samples: 3,
      windowSeconds: 48 * 60,
      usual: 30,
      hours: 1,
      watchedHours: 1,
    });
    expect(read).toContainEqual(
      expect.objectContaining({ subject: 'public.young', samples: 1, usual: null }),
    );
  });

  it('tells what a metric did in a day and in six hours, from hours that are summed up and samples since', async () => {
    const keep = (subject: string) =>
      history.keepValues('d', new Date().toISOString(), [{ metric: 'tableDeadRows', subject, value: 5 }]);
    keep('public.watched');
    keep('public.gap');
    await history.written();
    // Every half hour: 5, but 50 ten hours ago and 99 before the day; of the other one eight hours are missing.
    await ask(`INSERT INTO chunkwise_history.sample (at, series_id, value)
               SELECT now() - half * interval '30 minutes', s.id, CASE WHEN half > 50 THEN 99 WHEN half = 20 THEN 50 ELSE 5 END
                 FROM generate_series(1, 60) half CROSS JOIN chunkwise_history.series s
                WHERE s.metric = 'tableDeadRows' AND NOT (s.subject = 'public.gap' AND half BETWEEN 16 AND 32)`);
    // Hours that came before the newest are summed up only where there are none yet.
    await ask('TRUNCATE chunkwise_history.sample_hour');
    await reopened();
    await ask(`DELETE FROM chunkwise_history.sample WHERE at < now() - interval '3 hours'
                  AND series_id IN (SELECT id FROM chunkwise_history.series WHERE metric = 'tableDeadRows')`);
    const trends = trendsOf(
      await trendsRead([
        { metric: 'tableDeadRows', hours: 24 },
        { metric: 'tableDeadRows', hours: 6 },
      ]),
    );
    const day = trends('tableDeadRows', ['public', 'watched'], 24);
    if ('notRun' in day) throw new Error(day.notRun);
    expect(day).toMatchObject({ least: 5, greatest: 50, first: 5, last: 5, usual: null });
    expect(day.average).toBeCloseTo(5 + 45 / day.samples, 6);
    expect(Math.abs(day.samples - 49)).toBeLessThanOrEqual(2);
    expect(Math.abs(day.windowSeconds - 86_400)).toBeLessThanOrEqual(1_801);
    expect(trends('tableDeadRows', ['public', 'watched'], 6)).toMatchObject({ greatest: 5 });
    expect(trends('tableDeadRows', ['public', 'gap'], 6)).toMatchObject({ average: 5 });
    expect(trends('tableDeadRows', ['public', 'gap'], 24)).toMatchObject({
      notRun: expect.stringMatching(/: watched for 1[5-7].h of the last 24 hours/),
      isWaiting: true,
    });
  });

  it('keeps a whole round of a real server', async () => {
    const collected = Object.keys(snapshot.artifacts) as (keyof Snapshot['artifacts'])[];
    history.keepRound({ collected, snapshot, judgement: null, everySeconds });
    await history.written();
    const kept = await ask<{ metric: string }>(
      `SELECT DISTINCT metric FROM chunkwise_history.series WHERE metric = 'collectorMilliseconds'`,
    );
    expect(kept).toHaveLength(1);
    expect(history.status).toMatchObject({ problem: null, waitingWrites: 0, droppedWrites: 0 });
  });

  it('keeps the runs of jobs once, and what became of them', async () => {
    const run = { jobId: 1000, startedAt: '2026-01-01T00:00:00.000Z', sqlState: null, message: null };
    const jobHistory = (finished: boolean) => ({
      status: 'ok' as const,
      collectedAt: snapshot.takenAt,
      tookMs: 1,
      rows: [
        {
          ...run,
          finishedAt: finished ? '2026-01-01T00:00:05.000Z' : null,
          durationSeconds: finished ? 5 : null,
          succeeded: finished || null,
        },
      ],
    });
    for (const finished of [false, true, true])
      history.keepRound({
        collected: ['jobs', 'jobHistory'],
        snapshot: { ...snapshot, artifacts: { jobHistory: jobHistory(finished) } },
        judgement: null,
        everySeconds,
      });
    await history.written();
    expect(await history.jobRuns('d', 10)).toEqual([
      { ...run, finishedAt: '2026-01-01T00:00:05.000Z', succeeded: true },
    ]);
  });

  it('follows findings across restarts, under their numbers', async () => {
    const round = (at: number, findings: readonly KeyedFinding[]) =>
      history.keepRound({ collected: [], snapshot, judgement: judged(at, findings), everySeconds });
    round(1_000, [finding]);
    round(2_000, [finding, { ...finding, key: 'columnstore/policy-missing:public.other' }]);
    await reopened();
    expect(history.finding('d', finding.key)).toMatchObject({ number: 1, state: 'open', seenSnapshots: 2 });
    expect(history.finding('d', 'columnstore/policy-missing:public.other')?.number).toBe(2);

    await history.decide('d', finding.key, {
      state: 'dismissed',
      until: null,
      reason: 'accepted-risk',
      comment: 'known',
      by: 'reader',
    });
    await reopened();
    expect(history.finding('d', finding.key)).toMatchObject({ state: 'dismissed', comment: 'known' });
    round(3_000, []);
    round(4_000, []);
    round(5_000, [finding]);
    await reopened();
    const { state, transitions } = history.finding('d', finding.key) ?? {};
    expect(state).toBe('regressed');
    expect(transitions?.map((step) => step.state)).toEqual(['open', 'dismissed', 'fixed', 'regressed']);
  });

  it('refuses a decision about a finding that it does not know', async () => {
    const decision = { state: 'open', until: null, reason: null, comment: null, by: 'reader' } as const;
    await expect(history.decide('d', 'no/such:finding', decision)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('keeps all counters of statements each quarter of an hour, and finds those that begin a window', async () => {
    const keep = (minutesAgo: number, calls: number) => {
      const collectedAt = new Date(Date.now() - minutesAgo * 60_000).toISOString();
      const rows = [statement("SELECT 'it''s'", { calls })];
      const artifacts = { statements: { status: 'ok' as const, rows, collectedAt, tookMs: 1 } };
      const round = { ...snapshot, databaseId: 'statements', takenAt: collectedAt, artifacts };
      history.keepRound({ collected: ['statements'], snapshot: round, judgement: null, everySeconds });
    };
    keep(70, 1_000);
    keep(60, 2_000);
    keep(54, 3_000);
    await history.written();
    const found = await history.statementReading('statements', 3_600);
    expect(found?.reading.entries[0]?.counters[0]).toBe(3_000);
    expect(JSON.stringify(found)).not.toContain('SELECT');
    // Nothing was kept half a day ago, nor of another database.
    expect(await history.statementReading('statements', 86_400)).toBeNull();
    expect(await history.statementReading('another', 3_600)).toBeNull();
  });

  it('notes upgrades, restarts and resets', async () => {
    const upgraded = { ...snapshot, server: { ...snapshot.server, version: '99.1' } };
    history.keepRound({ collected: [], snapshot, judgement: null, everySeconds });
    history.keepRound({ collected: [], snapshot: upgraded, judgement: null, everySeconds });
    await history.written();
    const { events, isOldestLeftOut } = await history.events('d', 1);
    expect(isOldestLeftOut).toBe(false);
    expect((await history.events('d', 1, ['version'])).events).toEqual(events);
    expect((await history.events('d', 1, ['setting'])).events).toEqual([]);
    expect(events[0]).toMatchObject({
      kind: 'version',
      title: `PostgreSQL ${snapshot.server.version} became 99.1`,
    });
  });

  it('gives the newest events only, and says so', async () => {
    const { settings } = snapshot.artifacts;
    if (settings?.status !== 'ok') throw new Error('the settings were not read');
    const [any] = settings.rows;
    if (!any) throw new Error('there are no settings');
    for (const setting of ['1', '2']) {
      const rows = Array.from({ length: 501 }, (_, at) => ({ ...any, name: `app.setting_${at}`, setting }));
      const artifacts = { ...snapshot.artifacts, settings: { ...settings, rows } };
      const round = { ...snapshot, databaseId: 'many', takenAt: new Date().toISOString(), artifacts };
      history.keepRound({ collected: ['settings'], snapshot: round, judgement: null, everySeconds });
    }
    await history.written();
    const { events, isOldestLeftOut } = await history.events('many', 1, ['setting']);
    expect({ count: events.length, isOldestLeftOut }).toEqual({ count: 500, isOldestLeftOut: true });
  });

  it('notes what was changed of a server, also while it was away itself', async () => {
    const { settings } = snapshot.artifacts;
    if (settings?.status !== 'ok') throw new Error('the settings were not read');
    const keep = (databaseId: string, setting: string) => {
      const rows = settings.rows.map((row) => (row.name === 'max_wal_senders' ? { ...row, setting } : row));
      const artifacts = { ...snapshot.artifacts, settings: { ...settings, rows } };
      const takenAt = new Date().toISOString();
      const round = { ...snapshot, databaseId, takenAt, artifacts };
      history.keepRound({ collected: ['settings'], snapshot: round, judgement: null, everySeconds });
      history.keepRound({ collected: ['activity'], snapshot: round, judgement: null, everySeconds });
    };
    keep('configured', '10');
    keep('another', '10');
    await reopened();
    keep('configured', '20');
    keep('another', '10');
    await history.written();
    const told = async (databaseId: string) =>
      (await history.events(databaseId, 1, ['setting'])).events.map(({ title }) => title);
    expect(await told('configured')).toEqual(['max_wal_senders became 20, was 10']);
    expect(await told('another')).toEqual([]);
  });
});
