import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { runRule } from '../judge';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './bloated';

let engine: Awaited<ReturnType<typeof freshDatabase>>;
const profile = { byteThresholdRatio: 0.001 };

beforeAll(async () => {
  engine = await freshDatabase(15);
  await run(engine.url, [
    'CREATE EXTENSION pgstattuple',
    'CREATE TABLE codes (id int, code text, few int)',
    'INSERT INTO codes SELECT i, md5(i::text), i % 20 FROM generate_series(1, 20000) i',
    'CREATE UNIQUE INDEX codes_id ON codes (id)',
    'CREATE INDEX "odd ""code" ON codes (code)',
    'CREATE INDEX codes_upper ON codes (upper(code))',
    'DELETE FROM codes WHERE id % 10 < 7',
    'VACUUM ANALYZE codes',
    'CREATE TABLE fresh AS SELECT i AS id, md5(i::text) AS code, i % 20 AS few FROM generate_series(1, 20000) i',
    'CREATE UNIQUE INDEX fresh_id ON fresh (id)',
    'CREATE INDEX fresh_code ON fresh (code)',
    'VACUUM ANALYZE fresh',
  ]);
});
afterAll(() => engine?.stop());

describe('indexes/bloated on a real engine', () => {
  it('finds what deletes left, at most 3 points off what pgstattuple measures', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject }) => subject.at(-1)).sort()).toEqual([
      'codes_id',
      'codes_upper',
      'odd "code',
    ]);
    for (const { subject, facts } of found) {
      const measured = await run(engine.url, [
        `SELECT 1 - avg_leaf_density / 90 AS ratio FROM pgstatindex('"${subject.at(-1)?.replaceAll('"', '""')}"'::regclass)`,
      ]);
      expect(Math.abs((facts.wastedRatio ?? 0) - measured?.rows[0].ratio), subject.join('.')).toBeLessThan(
        0.03,
      );
    }
  });

  it('says of what shares entries that it cannot tell, and offers what measures it', async () => {
    await run(engine.url, ['CREATE INDEX fresh_few ON fresh (few)', 'ANALYZE fresh']);
    const snapshot = await takeArtifacts(engine.url, ['indexBloat', 'tables']);
    const { outcome } = runRule(rule, snapshot, Date.now(), profile);
    const statement = outcome.reason?.match(/SELECT .*?;/)?.[0] ?? '';
    expect(statement).toContain('fresh_few');
    const measured = await run(engine.url, [statement]);
    expect(measured?.rows[0].avg_leaf_density).toBeGreaterThan(80);
    await run(engine.url, ['DROP INDEX fresh_few']);
  });

  it('plants, finds, applies and verifies', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'codes', 'odd "code'], profile });
  });
});
