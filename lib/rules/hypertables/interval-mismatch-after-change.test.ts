import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, DAY_UNITS, daysAgo, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { retention } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './interval-mismatch-after-change';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (artifacts: Partial<Artifacts>, over: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [weekly], chunks: [], policies: [], settings: null, ...artifacts },
      context(over),
    ),
  );
const weekly = hypertable({ chunkIntervalSeconds: 7 * 86_400 });
/** Days on TimescaleDB's grid, so that whole weeks are among them; the last one takes the writes. */
const days = (count: number, make = chunk) => {
  const today = Math.floor((NOW_MS * 1_000) / DAY_UNITS);
  return Array.from({ length: count }, (_, at) =>
    make({
      chunkId: at + 1,
      rangeStartUnits: (today - count + 1 + at) * DAY_UNITS,
      rangeEndUnits: (today - count + 2 + at) * DAY_UNITS,
    }),
  );
};
/** What a week's chunk is like when it was cut at its neighbours. */
const weeks = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    chunk({
      chunkId: 1_000 + at,
      rangeStartUnits: daysAgo(1_000 + 7 * at),
      rangeEndUnits: daysAgo(1_000 - 5 + 7 * at),
    }),
  );

describe('hypertables/interval-mismatch-after-change', () => {
  it('is quiet where chunks are as long as the interval, or a little shorter', () => {
    expect(check({ hypertables: [hypertable()], chunks: dailyChunks(300) })).toEqual([]);
    expect(check({ chunks: weeks(300) })).toEqual([]);
  });

  it('does not apply without a hypertable', () => {
    expect(
      rule.check({ hypertables: [], chunks: [], policies: [], settings: null }, context()),
    ).toHaveProperty('notApplicable');
  });

  it('counts the chunks that longer ones would spare: ten is much, less is not', () => {
    // 12 × 6/7 = 10.3, 11 × 6/7 = 9.4.
    expect(check({ chunks: days(11) })).toEqual([]);
    expect(check({ chunks: days(12) })[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: {
        chunks: 12,
        otherChunks: 12,
        sparedChunks: 10,
        chunkIntervalSeconds: 604_800,
        chunkWidthSeconds: 86_400,
      },
    });
  });

  it('is quiet where the new interval has most of the chunks, unless the rest is very many', () => {
    expect(check({ chunks: [...days(20), ...weeks(21)] })).toEqual([]);
    expect(check({ chunks: [...days(20), ...weeks(19)] })).toHaveLength(1);
    expect(check({ chunks: [...days(117), ...weeks(300)] })).toHaveLength(1);
  });

  it('leaves alone what retention drops within a month', () => {
    const kept = (seconds: number, over = {}) =>
      check({ chunks: days(28), policies: [retention({ afterSeconds: seconds, ...over })] });
    expect(kept(28 * 86_400)).toEqual([]);
    expect(kept(90 * 86_400)).toHaveLength(1);
    expect(kept(28 * 86_400, { scheduled: false })).toHaveLength(1);
  });

  it('merges whole ranges of the new interval, and nothing that still takes rows', () => {
    const [finding] = check({ chunks: days(29) });
    expect(finding?.advice?.steps).toHaveLength(4);
    expect(finding?.advice?.steps.at(-1)?.sql).toMatch(
      /^CALL merge_chunks\(ARRAY\['"_timescaledb_internal"\."_hyper_1_\d+_chunk"'(, '[^']+')+\]::regclass\[\]\);$/,
    );
    expect(finding?.advice?.steps.some(({ sql }) => sql.includes('_hyper_1_29_chunk'))).toBe(false);
    expect(finding?.advice?.undo).toHaveProperty('impossible');
    const members = finding?.advice?.steps.flatMap(({ sql }) => sql.match(/_hyper_1_/g) ?? []).length;
    expect(finding?.advice?.precheck?.expect).toBe(`${members} — all of them are there`);
    expect(finding?.advice?.verify.expect).toBe('4 — one of each statement');
  });

  it('merges neither across a gap, nor a frozen chunk, nor one store with the other', () => {
    const apart = days(28).map((one, at) => (at % 2 ? { ...one, isFrozen: true } : one));
    expect(check({ chunks: apart })[0]?.advice).toBeUndefined();
    expect(check({ chunks: days(40).filter(({ chunkId }) => chunkId % 2) })[0]?.advice).toBeUndefined();
    const mixed = days(28).map((one, at) => (at % 2 ? { ...one, isCompressed: true } : one));
    expect(
      check({ chunks: mixed }, { server: server({ timescale: timescale('2.28.3') }) })[0]?.advice,
    ).toBeUndefined();
  });

  it('merges compressed chunks where that is safe', () => {
    const steps = (version: Parameters<typeof timescale>[0]) =>
      check({ chunks: days(28, compressedChunk) }, { server: server({ timescale: timescale(version) }) })[0]
        ?.advice?.steps.length;
    expect(steps('2.26.3')).toBeUndefined();
    expect(steps('2.26.4')).toBeGreaterThanOrEqual(3);
  });

  it('says why there is no SQL', () => {
    const detail = (over: Parameters<typeof server>[0], hypertables = [weekly]) =>
      check({ hypertables, chunks: days(28) }, { server: server(over) })[0]?.detail;
    expect(detail({ timescale: timescale('2.17.2') })).toContain('came with TimescaleDB 2.18');
    expect(detail({ timescale: timescale('2.23.0', { license: 'apache' }) })).toContain('Apache licence');
    expect(detail({}, [{ ...weekly, dimensionCount: 2 }])).toContain('several dimensions');
  });

  it('merges no more chunks in one statement than locks and patience allow, and the parts next time', () => {
    const hour = DAY_UNITS / 24;
    const monthly = hypertable({ chunkIntervalSeconds: 30 * 86_400 });
    const first = Math.floor(daysAgo(200) / (30 * DAY_UNITS)) * 30 * DAY_UNITS;
    const pieces = (count: number, width: number, over = {}) =>
      Array.from({ length: count }, (_, at) =>
        chunk({
          chunkId: at + 1,
          rangeStartUnits: first + at * width,
          rangeEndUnits: first + (at + 1) * width,
          ...over,
        }),
      );
    const sizes = (chunks: Artifacts['chunks'], over: Partial<Artifacts> = {}) =>
      check({ hypertables: [monthly], chunks, ...over })[0]?.advice?.steps.map(
        ({ sql }) => (sql.match(/_hyper_1_/g) ?? []).length,
      );
    expect(sizes(pieces(720, hour))).toEqual(Array.from({ length: 8 }, () => 90));
    expect(check({ hypertables: [monthly], chunks: pieces(720, hour) })[0]?.advice?.note).toContain(
      'merged in parts first',
    );
    expect(sizes(pieces(12, 60 * hour))).toEqual([12]);
    const few = settings({ max_locks_per_transaction: 10, max_connections: 60 });
    expect(sizes(pieces(12, 60 * hour), { settings: few })).toEqual([6, 6]);
    const many = hypertable({ chunkIntervalSeconds: 30 * 86_400, indexCount: 15 });
    expect(sizes(pieces(720, hour), { hypertables: [many], settings: few })?.[0]).toBeLessThanOrEqual(3);
  });

  it('lists fifty statements at most', () => {
    const [finding] = check({ chunks: days(7 * 60) });
    expect(finding?.advice?.steps).toHaveLength(50);
    expect(finding?.advice?.note).toMatch(/more statements follow/);
  });

  it('warns of a long chunk that keeps the rows from the new interval', () => {
    const long = (days: number) =>
      check({
        hypertables: [hypertable()],
        chunks: [chunk({ rangeStartUnits: daysAgo(400), rangeEndUnits: daysAgo(-days) })],
      });
    expect(long(7)).toEqual([]);
    expect(long(8)[0]).toMatchObject({
      severity: 'warning',
      facts: { untilNewSeconds: 8 * 86_400, chunkWidthSeconds: 408 * 86_400 },
    });
    expect(long(8)[0]?.advice).toBeUndefined();
  });

  it('is quiet about a long chunk of the past, such as compression merges', () => {
    expect(
      check({
        hypertables: [hypertable()],
        chunks: [chunk({ rangeStartUnits: daysAgo(60), rangeEndUnits: daysAgo(30) })],
      }),
    ).toEqual([]);
  });

  it('judges integer time by its own units', () => {
    const ticks = hypertable({
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    });
    const chunks = Array.from({ length: 30 }, (_, at) =>
      chunk({ chunkId: at + 1, rangeStartUnits: at * 100, rangeEndUnits: (at + 1) * 100 }),
    );
    const [finding] = check({ hypertables: [ticks], chunks });
    expect(finding?.facts).toMatchObject({
      sparedChunks: 27,
      chunkIntervalUnits: 1_000,
      chunkWidthUnits: 100,
    });
    expect(finding?.advice?.steps).toHaveLength(2);
  });

  it('cannot judge without a chunk or an interval', () => {
    expect(check({ hypertables: [hypertable({ isIntegerTime: true, chunkIntervalUnits: 10 })] })).toEqual([]);
    expect(check({ hypertables: [hypertable({ chunkIntervalSeconds: null })], chunks: days(30) })).toEqual(
      [],
    );
  });

  it('says not-run, not passed, when policies could not be read', () => {
    expect(
      runRule(rule, snapshotOf({ hypertables: [weekly], chunks: days(30) }), NOW_MS, {}).outcome,
    ).toEqual({
      rule: 'hypertables/interval-mismatch-after-change',
      status: 'not-run',
      reason: 'policies: not collected yet',
    });
  });
});
