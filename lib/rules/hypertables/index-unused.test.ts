import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, hypertable, hypertableIndex } from '../testing/hypertable-rows';
import rule from './index-unused';

type Artifacts = Parameters<typeof rule.check>[0];

const daysBefore = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();
const counters = (resetDays: number | null, startedDays = 400) =>
  ({
    serverClockAt: daysBefore(0),
    statsResetAt: resetDays === null ? null : daysBefore(resetDays),
    serverStartedAt: daysBefore(startedDays),
  }) as Row<'databaseCounters'>;
const standby = { applicationName: 'standby' } as Row<'replication'>;
const unused = hypertableIndex({ scans: 0 });
const look = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      hypertableIndexes: [unused],
      chunks: [chunk({ createdAt: daysBefore(30) })],
      databaseCounters: [counters(60)],
      replication: [],
      ...over,
    },
    context(contextOver),
  );
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(look(over, contextOver));

describe('hypertables/index-unused', () => {
  it('is quiet about an index that is scanned on a single chunk, and about one that is not known', () => {
    expect(check({ hypertableIndexes: [hypertableIndex({ scans: 1 })] })).toEqual([]);
    expect(check({ hypertableIndexes: [hypertableIndex({ scans: null })] })).toEqual([]);
  });

  it('finds one that no chunk is scanned by, and keeps its definition for the way back', () => {
    expect(check()[0]).toMatchObject({
      subject: ['public', 'metrics', 'metrics_device_idx'],
      severity: 'notice',
      confidence: 'medium',
      facts: { indexBytes: 600_000_000, scans: 0, windowSeconds: 30 * 86_400, standbys: 0 },
      advice: {
        steps: [{ sql: 'DROP INDEX "public"."metrics_device_idx";' }],
        undo: [
          {
            sql: 'CREATE INDEX "metrics_device_idx" ON "public"."metrics" USING btree (device, "time" DESC) WITH (timescaledb.transaction_per_chunk);',
          },
        ],
      },
    });
  });

  it('speaks from 100 MB on, at the scale of the profile', () => {
    const small = { hypertableIndexes: [{ ...unused, totalBytes: 99_999_999 }] };
    expect(check(small)).toEqual([]);
    expect(check(small, { profile: { byteThresholdRatio: 0.5 } })).toHaveLength(1);
  });

  it('leaves alone what guards rows, and what cannot be scanned', () => {
    for (const over of [{ isUnique: true }, { isPrimary: true }, { isConstraint: true }, { isValid: false }])
      expect(check({ hypertableIndexes: [{ ...unused, ...over }] })).toEqual([]);
  });

  it('does not run before scans were counted for a week', () => {
    expect(look({ databaseCounters: [counters(6.9)] })).toHaveProperty('notRun');
    expect(check({ databaseCounters: [counters(7)] })).toHaveLength(1);
    expect(look({ databaseCounters: [] })).toHaveProperty('notRun');
  });

  it('takes the start of the server where no reset is known', () => {
    expect(look({ databaseCounters: [counters(null, 6.9)] })).toHaveProperty('notRun');
    expect(check({ databaseCounters: [counters(null, 8)] })).toHaveLength(1);
  });

  it('counts for no longer than the oldest chunk has been there', () => {
    expect(check({ chunks: [chunk({ createdAt: daysBefore(6.9) })] })).toEqual([]);
    expect(check({ chunks: [] })).toEqual([]);
    const old = chunk({ createdAt: null, rangeStartUnits: daysAgo(12), rangeEndUnits: daysAgo(11) });
    expect(check({ chunks: [old] })[0]?.facts.windowSeconds).toBe(11 * 86_400);
  });

  it('says where else scans may be counted', () => {
    const [followed] = check({ replication: [standby] });
    expect(followed).toMatchObject({ confidence: 'low', facts: { standbys: 1 } });
    expect(followed?.detail).toContain('1 standby are counted there');
    const [unknown] = check({ replication: null });
    expect(unknown).toMatchObject({ confidence: 'low', facts: { standbys: null } });
    expect(look({}, { server: server({ inRecovery: true }) })).toHaveProperty('notRun');
  });

  it('says not-run, not passed, where the server keeps no statistics', () => {
    const snapshot = snapshotOf({
      hypertables: [hypertable()],
      hypertableIndexes: [unused],
      chunks: [chunk()],
    });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
