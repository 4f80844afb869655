import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './bloom-filters-unread';

type Artifacts = Parameters<typeof rule.check>[0];
const NEW = { server: server({ timescale: timescale('2.24.0') }) };
const run = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = NEW) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: dailyChunks(10, compressedChunk),
      legacyBloomIndexes: [{ hypertableId: 1, chunkIds: [1, 2] }],
      settings: [],
      ...over,
    },
    context(contextOver),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('columnstore/bloom-filters-unread', () => {
  it('is quiet where all filters are read', () => {
    expect(one({ legacyBloomIndexes: [] })).toBeUndefined();
    const reads = settings({ 'timescaledb.read_legacy_bloom1_v1': 1 }).map((row) => ({
      ...row,
      setting: 'on',
    }));
    expect(one({ settings: reads })).toBeUndefined();
    // Dropped since it was read.
    expect(one({ legacyBloomIndexes: [{ hypertableId: 1, chunkIds: [99] }] })).toBeUndefined();
  });

  it('rewrites the chunks with filters of before 2.24', () => {
    expect(one({})).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { legacyChunks: 2, compressedChunks: 10 },
      advice: { verify: { expect: '0 — none of these chunks has such a filter' } },
    });
    expect(one({})?.advice?.steps[0]?.sql).toContain('recompress => true');
    expect(one({ settings: null })).toBeDefined();
  });

  it('rewrites nothing that is frozen', () => {
    const chunks = dailyChunks(10, compressedChunk).map((row) => ({ ...row, isFrozen: true }));
    expect(one({ chunks })?.advice).toBeUndefined();
  });

  it('does not apply before 2.24, where they are read', () => {
    expect(run({}, { server: server({ timescale: timescale('2.23.1') }) })).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when they were not read yet', () => {
    expect(run({ legacyBloomIndexes: null })).toHaveProperty('notRun');
    expect(runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {}).outcome.status).toBe(
      'not-run',
    );
  });
});
