import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { dimension, hypertable } from '../testing/hypertable-rows';
import rule from './merge-interval-unaligned';

const HOUR = 3_600;
const run = (
  hours: number | null,
  over: Partial<Row<'hypertables'>> = {},
  serverOver: Parameters<typeof server>[0] = {},
) =>
  rule.check(
    {
      hypertables: [hypertable(over)],
      dimensions: [dimension({ compressIntervalSeconds: hours === null ? null : hours * HOUR })],
    },
    context({ server: server(serverOver) }),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];
const at = (version: Parameters<typeof timescale>[0]) => ({ timescale: timescale(version) });

describe('columnstore/merge-interval-unaligned', () => {
  it('is quiet where whole chunks add up to it', () => {
    expect(one(24)).toBeUndefined();
    expect(one(240)).toBeUndefined();
    expect(one(36, { columnstoreEnabled: false })).toBeUndefined();
    expect(run(null)).toHaveProperty('notApplicable');
  });

  it('widens it to the next number of chunks, two at least', () => {
    expect(one(60)).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { mergeSeconds: 60 * HOUR, chunkSeconds: 24 * HOUR, mergedChunks: 2 },
      advice: {
        steps: [
          {
            sql: `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.compress_chunk_time_interval = '3 days');`,
          },
        ],
        undo: [
          {
            sql: `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.compress_chunk_time_interval = '60 hours');`,
          },
        ],
        verify: { expect: '0 — whole chunks add up to it' },
      },
    });
    expect(one(36)?.detail).toContain('none is merged');
    expect(one(36)?.advice?.steps[0]?.sql).toContain("'2 days'");
    expect(one(12)?.advice?.steps[0]?.sql).toContain("'2 days'");
  });

  it('counts integers in their own units', () => {
    const ticks = { isIntegerTime: true, timeColumnType: 'bigint', chunkIntervalSeconds: null };
    const result = rule.check(
      {
        hypertables: [hypertable({ ...ticks, chunkIntervalUnits: 1_000 })],
        dimensions: [dimension({ isIntegerTime: true, compressIntervalUnits: 2_500 })],
      },
      context(),
    );
    if (!('length' in result)) throw new Error('expected findings');
    expect(result[0]?.facts).toEqual({ mergeUnits: 2_500, chunkUnits: 1_000, mergedChunks: 2 });
    expect(result[0]?.advice?.steps[0]?.sql).toContain("compress_chunk_time_interval = '3000 microseconds'");
  });

  it('speaks the vocabulary before 2.18, and gives no SQL that would reset the other settings', () => {
    expect(one(36, {}, at('2.17.2'))?.advice?.steps[0]?.sql).toContain('SET (timescaledb.compress = true,');
    expect(one(36, {}, at('2.13.1'))?.advice).toBeUndefined();
    expect(one(36, { kind: 'continuous-aggregate' })?.advice).toBeUndefined();
    expect(one(36.00001)?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when dimensions could not be read', () => {
    const snapshot = snapshotOf({ hypertables: [hypertable()] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
