import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  aggregateHypertable,
  chunk,
  column,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import { policy, refresh } from '../testing/job-rows';
import rule from './policy-missing';

type Artifacts = Parameters<typeof rule.check>[0];
const check = (
  artifacts: Omit<Artifacts, 'hypertableColumns'> & Partial<Pick<Artifacts, 'hypertableColumns'>>,
  over = {},
) => expectFindings(rule.check({ hypertableColumns: null, ...artifacts }, context(over)));

describe('columnstore/policy-missing', () => {
  it('is quiet when every columnstore hypertable has a policy, even one that is paused', () => {
    expect(
      check({
        hypertables: [hypertable()],
        chunks: dailyChunks(30),
        policies: [policy({ scheduled: false })],
      }),
    ).toEqual([]);
  });

  it('does not apply where no hypertable has columnstore turned on', () => {
    const result = rule.check(
      {
        hypertables: [hypertable({ columnstoreEnabled: false })],
        chunks: [],
        policies: [],
        hypertableColumns: [],
      },
      context(),
    );
    expect(result).toHaveProperty('notApplicable');
  });

  it('gives no SQL where converted chunks would lose the values of a generated column', () => {
    const one = (version: Parameters<typeof timescale>[0], isGenerated = true) =>
      check(
        {
          hypertables: [hypertable()],
          chunks: dailyChunks(30),
          policies: [],
          hypertableColumns: [column({ name: 'total', isGenerated })],
        },
        { server: server({ timescale: timescale(version) }) },
      )[0];
    expect(one('2.25.1')).not.toHaveProperty('advice');
    expect(one('2.25.1')?.detail).toContain('get NULL in the generated column total');
    expect(one('2.25.2')).toHaveProperty('advice');
    expect(one('2.25.1', false)).toHaveProperty('advice');
  });

  it('is quiet where every chunk is converted, or none was made yet', () => {
    const converted = [compressedChunk({ chunkId: 1 }), compressedChunk({ chunkId: 2 })];
    expect(check({ hypertables: [hypertable()], chunks: converted, policies: [] })).toEqual([]);
    expect(check({ hypertables: [hypertable()], chunks: [], policies: [] })).toEqual([]);
  });

  it('names the hypertable and what its old chunks hold', () => {
    const [finding] = check({
      hypertables: [hypertable()],
      chunks: dailyChunks(30),
      policies: [policy({ hypertableId: 2 })],
    });
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      // Of 30 daily chunks the policy's week keeps 7, and the chunk whose end is exactly a week ago is not older than it.
      facts: { uncompressedChunks: 30, convertibleBytes: 22 * 100_000_000, columnstoreRatio: null },
    });
    expect(finding?.impact?.bytesSaved).toBeUndefined();
  });

  it('estimates the saving from the chunks that were compressed by hand', () => {
    const chunks = [
      ...dailyChunks(20),
      compressedChunk({ chunkId: 99, rangeStartUnits: 0, rangeEndUnits: 1 }),
    ];
    const [finding] = check({ hypertables: [hypertable()], chunks, policies: [] });
    expect(finding?.facts.columnstoreRatio).toBe(10);
    expect(finding?.impact?.bytesSaved).toEqual({ low: 12 * 90_000_000, high: 12 * 90_000_000 });
  });

  it('keeps two intervals out of the columnstore when they are longer than a week', () => {
    const [finding] = check({
      hypertables: [hypertable({ chunkIntervalSeconds: 30 * 86_400 })],
      chunks: [chunk()],
      policies: [],
    });
    expect(finding?.advice?.steps[0]?.sql).toContain("after => INTERVAL '60 days'");
  });

  it('says what the first run locks and how much disk it takes meanwhile', () => {
    const note = (chunks: Parameters<typeof check>[0]['chunks']) =>
      check({ hypertables: [hypertable()], chunks, policies: [] })[0]?.advice?.note;
    const locks =
      'each is locked Exclusive, which lets reads through, and AccessExclusive for a moment at the end';
    expect(note(dailyChunks(30))).toContain(`converts 22 chunks, one after the other; ${locks}`);
    expect(note(dailyChunks(30))).toMatch(/one chunk twice, 95\.4\sMiB at most\.$/);
    expect(note([chunk({ rowTotalBytes: null })])).toMatch(/one chunk twice\.$/);
    const [newest] = dailyChunks(1);
    expect(note(newest ? [newest] : [])).toContain(`as they come of age, one after the other; ${locks}`);
  });

  it('speaks the vocabulary of servers before 2.18', () => {
    const [finding] = check(
      { hypertables: [hypertable()], chunks: [chunk()], policies: [] },
      { server: server({ timescale: timescale('2.17.2') }) },
    );
    expect(finding?.advice?.steps[0]?.sql).toBe(
      `SELECT add_compression_policy('"public"."metrics"', compress_after => INTERVAL '7 days', if_not_exists => true);`,
    );
  });

  it('gives no SQL for integer time without a "now" function, which no policy can do without', () => {
    const integer = hypertable({
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    });
    expect(check({ hypertables: [integer], chunks: [chunk()], policies: [] })[0]?.advice).toBeUndefined();
    const [finding] = check({
      hypertables: [{ ...integer, integerNowFunction: 'public.now_ticks' }],
      chunks: [chunk()],
      policies: [],
    });
    expect(finding?.advice?.steps[0]?.sql).toContain('after => 2000::bigint');
  });

  it('waits for the refreshes of an aggregate, and gives no SQL where it has none, which TimescaleDB refuses', () => {
    const rows = {
      hypertables: [aggregateHypertable({ columnstoreEnabled: true })],
      chunks: [chunk({ hypertableId: 2 })],
    };
    const [finding] = check({ ...rows, policies: [refresh({ startOffsetSeconds: 30 * 86_400 })] });
    // Thirty days, and an hour until the next refresh.
    expect(finding?.advice?.steps[0]?.sql).toContain("after => INTERVAL '721 hours'");
    expect(check({ ...rows, policies: [] })[0]?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when policies could not be read', () => {
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks: [] });
    const { outcome } = runRule(
      rule,
      {
        ...snapshot,
        artifacts: {
          ...snapshot.artifacts,
          policies: { status: 'unavailable', reason: 'permission denied' },
        },
      },
      NOW_MS,
      {},
    );
    expect(outcome).toEqual({
      rule: 'columnstore/policy-missing',
      status: 'not-run',
      reason: 'policies: permission denied',
    });
  });
});
