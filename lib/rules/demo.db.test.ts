import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_STATISTICS } from '@/lib/collect/collector';
import { collectTiers } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { byteThresholdRatio } from '@/lib/embedded/demo/timescale/start';
import type { Engine } from '@/lib/embedded/engine';
import { type Judgement, judge } from './judge';
import { scoreOf } from './score';
import { PLANTED } from './testing/demo-planted';
import { startSeededDemo } from './testing/seeded-demo';

let engine: Engine;
let judgement: Judgement;

beforeAll(async () => {
  engine = await startSeededDemo();
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
  await database.close();
  const snapshot = { databaseId: 'demo', takenAt: new Date().toISOString(), server, artifacts };
  judgement = judge(snapshot, { nowMs: Date.now(), profile: { byteThresholdRatio } });
}, 600_000);
afterAll(() => engine?.stop());

describe('the demo of TimescaleDB', () => {
  it('has every planted defect found, and nothing else', () => {
    // A job's number is no part of what is planted.
    const found = judgement.findings.map(({ rule, key, title }) =>
      key.startsWith(`${rule}:job.`) ? `${rule}: ${title.replace(/^.* job \d+, /, '')}` : key,
    );
    expect(found.sort()).toEqual([...PLANTED].sort());
  });

  it('names the stuck jobs as the causes of what they leave late, and scores each once', () => {
    const keys = judgement.findings.map(({ key }) => key);
    const following = judgement.findings.filter(({ causeKey }) => causeKey !== undefined);
    expect(following.map(({ rule }) => rule).sort()).toEqual([
      'continuous-aggregates/lag-high',
      'retention/overdue',
    ]);
    for (const { causeKey } of following) expect(keys).toContain(causeKey);
    const scored = scoreOf(judgement).categories.flatMap(({ terms }) => terms.map(({ key }) => key));
    expect(scored.filter((key) => following.some((one) => one.key === key))).toEqual([]);
  });

  it('leaves no rule that could not look, but for statistics, which this engine does not keep, and for want of time', () => {
    const blind = judgement.outcomes
      .filter(({ status }) => status === 'not-run' || status === 'failed')
      .filter(({ reason }) => !reason?.endsWith(NO_STATISTICS.unavailable))
      // Its jobs ran a minute ago: what comes late until their next run is not known yet.
      .filter(({ rule, isWaiting }) => !(isWaiting && rule === 'columnstore/age-too-short'));
    expect(blind).toEqual([]);
  });
});
