import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, daysAgo, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, hypertable, hypertableIndex } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import { foreignKey } from '../testing/table-rows';
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
      foreignKeys: [],
      databaseCounters: [counters(60)],
      settings: settings({ track_counts: 'on' }),
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
      facts: {
        indexBytes: 600_000_000,
        scans: 0,
        windowSeconds: 30 * 86_400,
        lastScanSeconds: null,
        standbys: 0,
      },
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

  it('finds one that was used once, from 35 days after its last scan on', () => {
    const used = (days: number) =>
      check({ hypertableIndexes: [hypertableIndex({ scans: 900, lastScanAt: daysBefore(days) })] });
    expect(used(34.9)).toEqual([]);
    expect(used(35)[0]?.detail).toMatch(/was scanned for 35\sd\.$/);
  });

  it('keeps one of those that a delete in another table finds its rows by, the smallest', () => {
    const ofDevice = foreignKey({ tableOid: 1_000, columns: ['device'], isHypertable: true });
    expect(check({ foreignKeys: [ofDevice] })).toEqual([]);
    expect(check({ foreignKeys: [{ ...ofDevice, tableOid: 1_001 }] })).toHaveLength(1);
    const other = {
      ...unused,
      indexOid: 2,
      name: 'other',
      keyColumns: ['device', 'value'],
      keys: ['device 1978 0', 'value 1970 0'],
    };
    const names = check({
      foreignKeys: [ofDevice],
      hypertableIndexes: [unused, { ...other, totalBytes: 500_000_000 }],
    }).map(({ subject }) => subject.at(-1));
    expect(names).toEqual([unused.name]);
  });

  it('keeps what another rule says will stay in place of one that is used', () => {
    const short = {
      ...unused,
      indexOid: 2,
      name: 'by_device',
      keys: unused.keys.slice(0, 1),
      keyOptions: [0],
      keyColumns: ['device'],
    };
    expect(check({ hypertableIndexes: [unused, { ...short, scans: 9_000_000 }] })).toEqual([]);
    expect(check({ hypertableIndexes: [unused, short] })).toHaveLength(2);
  });

  it('does not take scans that are not counted for none', () => {
    expect(look({ settings: settings({ track_counts: 'off' }) })).toHaveProperty('notRun');
  });

  it('does not run before scans were counted for two weeks', () => {
    expect(look({ databaseCounters: [counters(13.9)] })).toHaveProperty('notRun');
    expect(check({ databaseCounters: [counters(14)] })).toHaveLength(1);
    expect(look({ databaseCounters: [] })).toHaveProperty('notRun');
  });

  it('takes the start of the server where no reset is known', () => {
    expect(look({ databaseCounters: [counters(null, 13.9)] })).toHaveProperty('notRun');
    expect(check({ databaseCounters: [counters(null, 15)] })).toHaveLength(1);
  });

  it('counts for no longer than the oldest chunk has been there', () => {
    expect(check({ chunks: [chunk({ createdAt: daysBefore(13.9) })] })).toEqual([]);
    expect(check({ chunks: [] })).toEqual([]);
    const old = chunk({ createdAt: null, rangeStartUnits: daysAgo(16), rangeEndUnits: daysAgo(15) });
    expect(check({ chunks: [old] })[0]?.facts.windowSeconds).toBe(15 * 86_400);
  });

  it('says where else scans may be counted', () => {
    const [followed] = check({ replication: [standby] });
    expect(followed).toMatchObject({ confidence: 'low', facts: { standbys: 1 } });
    expect(followed?.detail).toContain('and standby was not looked at');
    const [unknown] = check({ replication: null });
    expect(unknown).toMatchObject({ confidence: 'low', facts: { standbys: null } });
    expect(look({}, { server: server({ inRecovery: true }) })).toHaveProperty('notRun');
  });

  it('counts the scans of standbys that are monitored too', () => {
    const on = (scans: number, indexOid: number, days = 60) =>
      check(
        { replication: [standby] },
        {
          replicas: [
            {
              name: 'reports',
              scans: {
                countedSeconds: days * 86_400,
                byIndexOid: new Map([[indexOid, { scans, lastScanAt: null }]]),
              },
            },
          ],
        },
      );
    expect(on(3, unused.indexOid)).toEqual([]);
    const [quiet] = on(0, unused.indexOid);
    expect(quiet).toMatchObject({ confidence: 'medium', facts: { standbys: 0 } });
    expect(quiet?.detail).toContain('Nor was it on reports.');
    expect(on(0, unused.indexOid, 13)[0]).toMatchObject({ confidence: 'low', facts: { standbys: 1 } });
    // It told of other indexes, of this one it did not.
    expect(on(0, 99)[0]?.detail).toContain('reports was not looked at');
  });

  it('says not-run, not passed, where the server keeps no statistics', () => {
    const snapshot = snapshotOf({
      hypertables: [hypertable()],
      hypertableIndexes: [unused],
      chunks: [chunk()],
      foreignKeys: [],
      settings: [],
    });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
