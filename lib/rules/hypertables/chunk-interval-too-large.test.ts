import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import type { AnyRule } from '../registry';
import { context, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { policy, retention } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import countHigh from './chunk-count-high';
import rule from './chunk-interval-too-large';
import tooSmall from './chunk-interval-too-small';

type Artifacts = Parameters<typeof rule.check>[0];
const days = (count: number) => count * 86_400;
const GB = 1_000_000_000;
/** Days in chunks of their own, of which the indexes take so much; the table takes four times as much. */
const daily = (count: number, rowIndexBytes: number, hypertableId = 1) =>
  dailyChunks(count, (over) =>
    chunk({ ...over, hypertableId, rowIndexBytes, rowTotalBytes: 5 * rowIndexBytes }),
  );
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable()],
        chunks: daily(30, GB),
        policies: [],
        continuousAggregates: [],
        settings: null,
        ...over,
      },
      context(contextOver),
    ),
  );
const memory = (gigabytes: number) => ({ profile: { memoryBytes: gigabytes * GB } });
const week = hypertable({ chunkIntervalSeconds: days(7) });

describe('hypertables/chunk-interval-too-large, by memory', () => {
  it('speaks from twice the quarter of the memory on', () => {
    expect(check({}, memory(2.1))).toEqual([]);
    expect(check({}, memory(2))).toHaveLength(1);
  });

  it('halves the interval, says which fits, and keeps the present one for the undo', () => {
    expect(check({ hypertables: [week] }, memory(8))[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'medium',
      facts: {
        chunkBytes: 35 * GB,
        indexBytes: 7 * GB,
        allIndexBytes: 7 * GB,
        allowedIndexBytes: 2 * GB,
        memoryBytes: 8 * GB,
        chunkIntervalSeconds: days(7),
        advisedIntervalSeconds: days(3.5),
        targetIntervalSeconds: days(1),
      },
      advice: {
        steps: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '84 hours');` }],
        undo: [{ sql: `SELECT set_chunk_time_interval('"public"."metrics"', INTERVAL '7 days');` }],
        verify: { expect: '302400000000 — microseconds' },
      },
    });
  });

  it('counts all hypertables together, and asks only those that take more than their share', () => {
    const hypertables = [
      week,
      hypertable({ hypertableId: 2, name: 'modest' }),
      hypertable({ hypertableId: 3, name: 'second' }),
    ];
    const chunks = [...daily(30, GB), ...daily(30, GB / 2, 2), ...daily(30, 3 * GB, 3)];
    const found = check({ hypertables, chunks }, memory(10));
    // 2.5 GB for all: the modest one keeps its half, the two others share the rest.
    expect(found.map(({ subject, facts }) => [subject[1], facts.allowedIndexBytes])).toEqual([
      ['metrics', GB],
      ['second', GB],
    ]);
    expect(check({ hypertables, chunks }, memory(42))).toEqual([]);
  });

  it('scales the memory with the profile', () => {
    expect(check({}, { profile: { memoryBytes: 2.1 * GB, byteThresholdRatio: 0.5 } })).toHaveLength(1);
  });

  it('goes no further down than an hour, and then is content', () => {
    const [finding] = check({ chunks: daily(30, 100 * GB) }, memory(4));
    expect(finding?.facts.targetIntervalSeconds).toBe(3_600);
    const hourly = [hypertable({ chunkIntervalSeconds: 3_600 })];
    expect(check({ hypertables: hourly, chunks: daily(30, 100 * GB) }, memory(4))).toEqual([]);
  });

  it('does not make many small chunks of what the memory cannot hold anyway', () => {
    const tiny = { hypertables: [hypertable()], chunks: daily(200, 15_000_000) };
    expect(check(tiny, memory(0.02))).toEqual([]);
  });

  it('stays within the policies', () => {
    const advised = (policies: Artifacts['policies']) =>
      check({ hypertables: [week], policies }, memory(8))[0]?.facts.targetIntervalSeconds;
    expect(advised([policy({ afterSeconds: 43_200 })])).toBe(43_200);
    expect(advised([retention({ afterSeconds: 20 * 3_600 })])).toBe(43_200);
  });

  it('says without the memory what it would take, where one hypertable alone would fill a large server’s', () => {
    expect(check({ chunks: daily(30, 15.9 * GB) })).toEqual([]);
    const [finding] = check({ chunks: daily(30, 17 * GB) });
    expect(finding).toMatchObject({
      severity: 'notice',
      confidence: 'low',
      facts: { memoryBytes: null, allowedIndexBytes: null, targetIntervalSeconds: 21_600 },
    });
    expect(finding?.detail).toContain('asks for 63.3\u00a0GiB of memory');
    expect(finding?.detail).toContain('profile.memoryBytes');
  });

  it('says so where shared_buffers bind, as a notice while the quarter of the memory holds all of it', () => {
    const buffers = (bytes: number) =>
      settings({ shared_buffers: Math.floor(bytes / 8_192) }).map((row) => ({ ...row, unit: '8kB' }));
    const [notice] = check({ settings: buffers(GB / 2) }, memory(64));
    expect(notice).toMatchObject({
      severity: 'notice',
      confidence: 'medium',
      facts: { targetIntervalSeconds: 21_600, memoryBytes: 64 * GB },
    });
    expect(notice?.facts.sharedBuffersBytes).toBeCloseTo(GB / 2, -4);
    expect(notice?.detail).toContain('of shared_buffers, which bind before the 14.9\u00a0GiB of a quarter');
    expect(check({ settings: buffers(GB / 2) }, memory(2))[0]?.severity).toBe('warning');
    expect(check({ settings: buffers(GB) }, memory(64))).toEqual([]);
    expect(check({ settings: buffers(16 * GB) }, memory(2))[0]?.detail).toContain(
      'a quarter of the memory, which binds before the 14.9\u00a0GiB of shared_buffers',
    );
  });

  it('gives a range while the memory is not known, from shared_buffers to what the cache is said to be', () => {
    const known = (sharedBuffers: number, cache: number) =>
      settings({ shared_buffers: sharedBuffers / 8_192, effective_cache_size: cache / 8_192 }).map((row) => ({
        ...row,
        unit: '8kB',
      }));
    const chunks = daily(30, 17 * GB);
    const [finding] = check({ chunks, settings: known(3 * GB, 8 * GB) });
    expect(finding?.facts).toMatchObject({
      targetIntervalSeconds: 21_600,
      lowTargetIntervalSeconds: 14_400,
      advisedIntervalSeconds: 43_200,
    });
    expect(finding?.detail).toContain('so what is right is a range: from 4\u00a0h');
    // Half of 20 GB is more than the 8 GB of before.
    expect(check({ chunks, settings: known(3 * GB, 20 * GB) })).toEqual([]);
  });

  it('waits after a step until one chunk of the new length is complete', () => {
    const halved = [hypertable({ chunkIntervalSeconds: days(1) / 2 })];
    expect(check({ hypertables: halved }, memory(0.5))).toEqual([]);
    const [newest, ...older] = daily(30, 2 * GB).reverse();
    if (!newest) throw new Error('no chunk');
    const complete = { ...newest, rangeStartUnits: (newest.rangeStartUnits ?? 0) + 43_200_000_000 };
    expect(check({ hypertables: halved, chunks: [complete, ...older] }, memory(0.5))).toHaveLength(1);
  });

  it('works in units of integer time', () => {
    const ticks = hypertable({
      isIntegerTime: true,
      timeColumnType: 'integer',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    });
    const chunks = [0, 1_000, 2_000].map((start) =>
      chunk({
        chunkId: start + 1,
        rangeStartUnits: start,
        rangeEndUnits: start + 1_000,
        createdAt: new Date(NOW_MS).toISOString(),
        rowIndexBytes: 2 * GB,
        rowTotalBytes: 10 * GB,
      }),
    );
    const [finding] = check({ hypertables: [ticks], chunks }, memory(3));
    expect(finding?.facts).toMatchObject({
      chunkIntervalUnits: 1_000,
      advisedIntervalUnits: 500,
      targetIntervalUnits: 250,
    });
    expect(finding?.facts).not.toHaveProperty('openSeconds');
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT set_chunk_time_interval('"public"."metrics"', 500::integer);`,
    );
  });

  it('keeps the chunks of an aggregate longer than its buckets', () => {
    const hypertables = [aggregateHypertable({ hypertableId: 1 })];
    const buckets = (bucketSeconds: number) =>
      check(
        { hypertables, continuousAggregates: [aggregate({ hypertableId: 1, bucketSeconds })] },
        memory(0.1),
      )[0]?.facts.targetIntervalSeconds;
    expect(buckets(60)).toBe(3_600);
    expect(buckets(3_600)).toBe(7_200);
    expect(buckets(days(5))).toBeUndefined();
  });
});

describe('hypertables/chunk-interval-too-large, by years', () => {
  /** A chunk of so many days, begun a year ago, that takes a gigabyte now. */
  const begun = (span: number, over: Partial<Row<'chunks'>> = {}) => [
    chunk({
      rangeStartUnits: daysAgo(365),
      rangeEndUnits: daysAgo(365 - span),
      rowTotalBytes: GB,
      rowIndexBytes: GB / 5,
      createdAt: new Date(NOW_MS - 365 * 86_400_000).toISOString(),
      ...over,
    }),
  ];
  const spanning = (span: number) => [hypertable({ chunkIntervalSeconds: days(span) })];

  it('speaks of a gigabyte in a chunk of twice the usual month, whatever the memory', () => {
    const found = check({ hypertables: spanning(3_650), chunks: begun(3_650) });
    expect(found[0]).toMatchObject({
      severity: 'warning',
      confidence: 'high',
      facts: { chunkBytes: 10 * GB, advisedIntervalSeconds: days(30), openSeconds: days(3_285) },
    });
    expect(found[0]?.facts).not.toHaveProperty('memoryBytes');
    expect(check({ hypertables: spanning(59), chunks: begun(3_650) })).toEqual([]);
    const little = begun(3_650, { rowTotalBytes: GB / 11 });
    expect(check({ hypertables: spanning(3_650), chunks: little })).toEqual([]);
  });

  it('says what it holds at least, where its rows may have begun at any time of it', () => {
    const createdAt = new Date(NOW_MS).toISOString();
    const [found] = check({ hypertables: spanning(3_650), chunks: begun(3_650, { createdAt }) });
    expect(found).toMatchObject({
      confidence: 'low',
      detail: expect.stringContaining('holds at least '),
      facts: { leastChunkBytes: 10 * GB, leastIndexBytes: 2 * GB },
    });
    expect(found?.facts).not.toHaveProperty('chunkBytes');
  });

  it('lets an aggregate have ten times as long chunks, as TimescaleDB does', () => {
    const found = (span: number) =>
      check({
        hypertables: [aggregateHypertable({ hypertableId: 1, chunkIntervalSeconds: days(span) })],
        chunks: begun(3_650),
        continuousAggregates: [aggregate({ hypertableId: 1 })],
      });
    expect(found(599)).toEqual([]);
    expect(found(600)).toHaveLength(1);
  });

  it('advises more than a month where months would be many and small', () => {
    const chunks = begun(36_500, { rangeStartUnits: daysAgo(9_000), rowTotalBytes: 3 * GB });
    const [finding] = check({ hypertables: spanning(36_500), chunks });
    expect(finding?.facts.advisedIntervalSeconds).toBe(days(90));
  });

  it('says how long the present chunk goes on, and from 2.20 how to end it', () => {
    const note = (version: `${number}.${number}.${number}`, over = {}) =>
      check(
        { hypertables: spanning(3_650), chunks: begun(3_650) },
        { server: server({ timescale: timescale(version, over) }) },
      )[0]?.advice?.note;
    expect(note('2.19.3')).toContain('The present one goes on to take rows for 9\u00a0y');
    expect(note('2.19.3')).not.toContain('split_chunk');
    expect(note('2.20.0')).toContain('split_chunk');
    expect(note('2.20.0', { license: 'apache' })).not.toContain('split_chunk');
  });
});

describe('the rules about chunk intervals', () => {
  const rules: readonly AnyRule[] = [rule, tooSmall, countHigh];
  const cases = [undefined, 0.1, 1, 10, 100].flatMap((gigabytes) =>
    [10_000, 1_000_000, 100_000_000, 10 * GB].flatMap((indexBytes) =>
      [30, 300, 3_000].map((count) => ({ gigabytes, indexBytes, count })),
    ),
  );
  const intervals = [600, 3_600, days(1), days(30), days(3_650)];

  it.each(cases)(
    'never argue: $gigabytes GB, $indexBytes bytes a day, $count days',
    ({ gigabytes, ...written }) => {
      const profile = gigabytes === undefined ? {} : memory(gigabytes).profile;
      const other = hypertable({ hypertableId: 2, name: 'other' });
      const chunks = [...daily(written.count, written.indexBytes), ...daily(30, 10_000_000, 2)];
      const adviceAt = (chunkIntervalSeconds: number) => {
        const snapshot = snapshotOf({
          hypertables: [hypertable({ chunkIntervalSeconds }), other],
          chunks,
          policies: [],
          continuousAggregates: [],
        });
        return rules
          .flatMap((one) => runRule(one, snapshot, NOW_MS, profile).findings)
          .filter(({ subject, advice }) => subject[1] === 'metrics' && advice)
          .map(({ facts }) => ({
            step: Number(facts.advisedIntervalSeconds),
            target: Number(facts.targetIntervalSeconds),
          }));
      };
      for (const interval of intervals) {
        const advised = adviceAt(interval);
        expect(advised.length, 'how many of them speak').toBeLessThanOrEqual(1);
        const [one] = advised;
        if (!one) continue;
        const isLonger = one.target > interval;
        expect(adviceAt(one.target), 'what is advised once its target is reached').toEqual([]);
        expect(one.step > interval, 'whether the step goes there').toBe(isLonger);
        const next = adviceAt(one.step);
        expect(next.every(({ target }) => target > interval === isLonger)).toBe(true);
      }
    },
  );
});

describe('hypertables/chunk-interval-too-large', () => {
  it('does not apply without hypertables, and does not run when chunks were not read', () => {
    expect(
      rule.check(
        { hypertables: [], chunks: [], policies: [], continuousAggregates: [], settings: null },
        context(),
      ),
    ).toHaveProperty('notApplicable');
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], policies: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
  });
});
