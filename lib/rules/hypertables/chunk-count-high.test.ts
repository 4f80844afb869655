import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { policy, retention } from '../testing/job-rows';
import rule from './chunk-count-high';
import tooSmall from './chunk-interval-too-small';

type Artifacts = Parameters<typeof rule.check>[0];
/** Daily chunks of 100 MB, a fifth of them indexes: not small, and ten of them make a gigabyte. */
const daily = (count: number) => dailyChunks(count);
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: daily(1_200), policies: [], settings: null, ...over },
      context(contextOver),
    ),
  );
const days = (count: number) => count * 86_400;
/** As the chunks would stand if nothing had been written for so long. */
const ended = (count: number, daysAgo: number) => daily(count + daysAgo).slice(0, count);

describe('hypertables/chunk-count-high', () => {
  it('speaks from a thousand on', () => {
    expect(check({ chunks: daily(999) })).toEqual([]);
    expect(check({ chunks: daily(1_000) })).toHaveLength(1);
  });

  it('proposes the shortest interval with room to double, and keeps the present one for the undo', () => {
    expect(check()[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: {
        chunks: 1_200,
        chunksPerRange: 1,
        chunkIntervalSeconds: days(1),
        advisedIntervalSeconds: days(2),
        targetIntervalSeconds: days(7),
        targetChunks: 172,
      },
      advice: {
        steps: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '2 days');` }],
        undo: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '1 day');` }],
      },
    });
  });

  it('judges the interval in force, so that what is advised is enough', () => {
    expect(check({ hypertables: [hypertable({ chunkIntervalSeconds: days(7) })] })).toEqual([]);
  });

  it('is silent where the chunks are small, which is another rule’s', () => {
    const chunks = dailyChunks(1_200, (over) => chunk({ ...over, rowTotalBytes: 1_000_000 }));
    expect(check({ chunks })).toEqual([]);
    expect(
      tooSmall.check({ hypertables: [hypertable()], chunks, policies: [], settings: null }, context()),
    ).toHaveLength(1);
    const after = [policy({ afterSeconds: days(1) })];
    const tight = { hypertables: [hypertable()], chunks, policies: after, settings: null };
    expect(tooSmall.check(tight, context())).toEqual([]);
    expect(check(tight)).toEqual([]);
  });

  it('advises no chunk above a gigabyte without the memory, and what fits with it', () => {
    const large = dailyChunks(1_200, (over) =>
      chunk({ ...over, rowTotalBytes: 1_000_000_000, rowIndexBytes: 200_000_000 }),
    );
    expect(check({ chunks: large })).toEqual([]);
    const withMemory = (memoryBytes: number) =>
      check({ chunks: large }, { profile: { memoryBytes } })[0]?.facts.targetIntervalSeconds;
    // Seven days of indexes are 1.4 GB.
    expect(withMemory(5_600_000_000)).toBe(days(7));
    expect(withMemory(5_500_000_000)).toBeUndefined();
  });

  it('never goes above the age at which chunks are converted', () => {
    expect(check({ policies: [policy({ afterSeconds: days(6) })] })).toEqual([]);
    expect(check({ policies: [policy({ afterSeconds: days(7) })] })).toHaveLength(1);
  });

  it('says from five thousand on what no interval makes fewer, without SQL', () => {
    const converted = (count: number) =>
      check({ chunks: daily(count), policies: [policy({ afterSeconds: days(1) })] });
    expect(converted(4_999)).toEqual([]);
    const [finding] = converted(5_000);
    expect(finding?.severity).toBe('warning');
    expect(finding?.detail).toContain('A longer interval would reach past its policies');
    expect(finding?.detail).toContain('merge_chunks');
    expect(finding?.advice).toBeUndefined();
    expect(converted(10_000)[0]?.severity).toBe('critical');
  });

  it('leaves to another rule what a changed interval left behind, and to retention what it drops', () => {
    const week = [hypertable({ chunkIntervalSeconds: days(7) })];
    expect(check({ hypertables: week, chunks: daily(6_000) })).toEqual([]);
    const kept = (count: number) => [
      policy({ afterSeconds: days(1) }),
      retention({ afterSeconds: days(count) }),
    ];
    expect(check({ chunks: daily(6_000), policies: kept(5_000) })).toHaveLength(1);
    expect(check({ chunks: daily(6_000), policies: kept(4_999) })).toEqual([]);
  });

  it('speaks of what is not written any more only when it is far too much', () => {
    expect(check({ chunks: ended(4_999, 30) })).toEqual([]);
    const [finding] = check({ chunks: ended(5_000, 30) });
    expect(finding?.detail).toContain('It is not written any more');
    expect(finding?.facts).toMatchObject({ chunks: 5_000, chunksPerRange: null, targetChunks: null });
    expect(check({ chunks: ended(5_000, 30), policies: [retention()] })).toEqual([]);
  });

  it('does not count tiered chunks', () => {
    const chunks = daily(1_200).map((row) => (row.chunkId <= 201 ? { ...row, isTiered: true } : row));
    expect(check({ chunks })).toEqual([]);
  });

  it('does not apply without hypertables, and does not run when chunks were not read', () => {
    expect(
      rule.check({ hypertables: [], chunks: [], policies: [], settings: null }, context()),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], policies: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
