import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import type { Readings } from '@/lib/history/rates';
import { statementSamples } from '@/lib/history/statement-samples';
import { runRule } from '../judge';
import { run } from '../testing/advice-story';
import { trend } from '../testing/context';
import { takeArtifacts } from '../testing/take-snapshot';
import { trendsOf } from '../trends';
import rule from './regressed';

let engine: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  engine = await freshDatabase(18);
  await run(engine.url, [
    'CREATE EXTENSION pg_stat_statements',
    'CREATE TABLE readings AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, 20000) i',
    'CREATE UNIQUE INDEX readings_id ON readings (id)',
    'ANALYZE readings',
  ]);
});
afterAll(() => engine?.stop());

const lookups = Array.from({ length: 200 }, (_, at) => `SELECT note FROM readings WHERE id = ${at}`);

it('finds the statement that lost its index, by what the server counted before and after', async () => {
  const readings: Readings = new Map();
  /** What a call took since the look before, five minutes apart by our clock. */
  const look = async (minute: number) => {
    await run(engine.url, lookups);
    const snapshot = await takeArtifacts(engine.url, ['statements']);
    const { statements } = snapshot.artifacts;
    if (statements?.status !== 'ok') throw new Error('not collected');
    const lookup = statements.rows.find(({ query }) => query?.startsWith('SELECT note'))?.queryId ?? '';
    const samples = statementSamples(statements.rows, minute * 60_000, readings);
    const of = (metric: string) =>
      samples.find((sample) => sample.metric === metric && sample.subject === lookup)?.value ?? 0;
    return {
      snapshot,
      lookup,
      secondsPerCall: of('statementSecondsPerCall'),
      callsPerSecond: of('statementCallsPerSecond'),
    };
  };
  await look(0);
  const usual = await look(5);
  await run(engine.url, ['DROP INDEX readings_id']);
  const now = await look(10);
  const trends = trendsOf([
    trend('statementSecondsPerCall', now.secondsPerCall, {
      subject: now.lookup,
      usual: usual.secondsPerCall,
    }),
    // As if as many calls came in ten seconds as in these five minutes.
    trend('statementCallsPerSecond', 30 * now.callsPerSecond, { subject: now.lookup }),
  ]);
  const { outcome, findings } = runRule(rule, now.snapshot, Date.now(), {}, trends);
  expect(outcome.reason).toBeUndefined();
  expect(findings).toMatchObject([
    { subject: [now.lookup], title: expect.stringContaining('SELECT note FROM readings WHERE id = $1') },
  ]);
  const unchanged = trendsOf([
    trend('statementSecondsPerCall', usual.secondsPerCall, { subject: now.lookup }),
    trend('statementCallsPerSecond', 20, { subject: now.lookup }),
  ]);
  expect(runRule(rule, now.snapshot, Date.now(), {}, unchanged).findings).toEqual([]);
});
