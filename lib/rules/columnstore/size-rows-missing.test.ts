import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './size-rows-missing';

type Artifacts = Parameters<typeof rule.check>[0];
const chunks = dailyChunks(10, compressedChunk);
const LOST = { beforeBytes: null, afterBytes: null, compressedRows: null, compressedBatches: null };
const lost = (over: Partial<(typeof chunks)[number]> = {}) =>
  chunks.map((row, n) => (n < 2 ? { ...row, ...LOST, ...over } : row));
const run = (over: Partial<Artifacts>) =>
  rule.check({ hypertables: [hypertable()], chunks: lost(), ...over }, context());
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('columnstore/size-rows-missing', () => {
  it('is quiet where every compressed chunk has its record', () => {
    expect(one({ chunks })).toBeUndefined();
    expect(run({ chunks: [chunk()] })).toHaveProperty('notApplicable');
  });

  it('finds chunks without it, or without their rows, and gives no SQL for a number', () => {
    expect(one({})).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { unmeasuredChunks: 2, compressedChunks: 10 },
    });
    expect(one({})?.advice).toBeUndefined();
    expect(one({ chunks: lost({ beforeBytes: 100 }) })).toBeDefined();
  });

  it('leaves alone what never was in the row store, and what is tiered', () => {
    expect(one({ chunks: lost({ isUnordered: true }) })).toBeUndefined();
    expect(one({ chunks: lost({ isTiered: true }) })).toBeUndefined();
    expect(one({ chunks: lost({ isPartial: true }) })).toBeDefined();
  });

  it('says not-run, not passed, when chunks could not be read', () => {
    expect(runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {}).outcome.status).toBe(
      'not-run',
    );
  });
});
