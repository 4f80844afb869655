import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import type { Replica } from '../rule';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import { foreignKey, index } from '../testing/table-rows';
import redundant from './redundant';
import rule from './unused';

type Artifacts = Parameters<typeof rule.check>[0];

const daysBefore = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();
const counters = (resetDays: number | null, startedDays = 400) =>
  ({
    serverClockAt: daysBefore(0),
    statsResetAt: resetDays === null ? null : daysBefore(resetDays),
    serverStartedAt: daysBefore(startedDays),
  }) as Row<'databaseCounters'>;
const standby = (applicationName: string | null) => ({ applicationName }) as Row<'replication'>;
const unused = index({ scans: 0, lastScanAt: null, changedAt: daysBefore(100) });
const look = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      indexes: [unused],
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

describe('indexes/unused', () => {
  it('is quiet about an index that is scanned, and about one that is not known', () => {
    expect(check({ indexes: [index()] })).toEqual([]);
    expect(check({ indexes: [index({ scans: null, lastScanAt: null })] })).toEqual([]);
  });

  it('finds one that nothing scanned, and names the window', () => {
    expect(check()[0]).toMatchObject({
      subject: ['public', 'orders', 'orders_customer_id_idx'],
      severity: 'notice',
      confidence: 'medium',
      detail: expect.stringMatching(/^orders_customer_id_idx \(47\.7\sMiB\) was not scanned in 60\sd\.$/),
      facts: {
        indexBytes: 50_000_000,
        scans: 0,
        windowSeconds: 60 * 86_400,
        lastScanSeconds: null,
        unseenStandbys: 0,
      },
      advice: { steps: [{ sql: 'DROP INDEX CONCURRENTLY "public"."orders_customer_id_idx";' }] },
    });
  });

  it('finds one that was used once, from 35 days after its last scan on', () => {
    const used = (days: number) => check({ indexes: [index({ scans: 900, lastScanAt: daysBefore(days) })] });
    expect(used(34.9)).toEqual([]);
    expect(used(35)[0]?.detail).toMatch(/was last scanned 35\sd ago/);
  });

  it('leaves alone what guards rows, what logical replication needs, and what cannot be scanned', () => {
    for (const over of [
      { isUnique: true },
      { isPrimary: true },
      { isConstraint: true },
      { isReplicaIdentity: true },
      { isValid: false },
    ])
      expect(check({ indexes: [{ ...unused, ...over }] })).toEqual([]);
  });

  it('keeps the only one that a delete in another table finds its rows by', () => {
    expect(check({ foreignKeys: [foreignKey()] })).toEqual([]);
    expect(check({ foreignKeys: [foreignKey({ columns: ['product_id'] })] })).toHaveLength(1);
    const other = index({ indexOid: 2, name: 'other', keyColumns: ['customer_id', 'id'], keys: ['x', 'y'] });
    expect(check({ foreignKeys: [foreignKey()], indexes: [unused, other] })).toHaveLength(1);
  });

  it('keeps one of several that serve a foreign key, the smallest, when nothing scans any of them', () => {
    const serving = (indexOid: number, second: string, totalBytes: number) => ({
      ...unused,
      indexOid,
      name: `by_${second}`,
      keyColumns: ['customer_id', second],
      keys: ['customer_id 1978 0', `${second} 1978 0`],
      totalBytes,
    });
    const pair = [serving(1, 'x', 90_000_000), serving(2, 'y', 60_000_000)];
    const names = (over: Partial<Artifacts>) => check(over).map(({ subject }) => subject.at(-1));
    expect(names({ indexes: pair })).toEqual(['by_x', 'by_y']);
    expect(names({ indexes: pair, foreignKeys: [foreignKey()] })).toEqual(['by_x']);
    // One that is too small to be judged stays anyway.
    const small = serving(3, 'z', 1_000_000);
    expect(names({ indexes: [...pair, small], foreignKeys: [foreignKey()] })).toEqual(['by_x', 'by_y']);
  });

  it('keeps the last index of a partition that serves a foreign key of the whole', () => {
    const part = { tableOid: 101, schema: 'public', name: 'orders_1', isPartitioned: false, tableBytes: 1 };
    const partitioned = foreignKey({ isPartitioned: true, partitions: [part] });
    const ofPartition = { ...unused, indexOid: 2, tableOid: 101, tableName: 'orders_1' };
    expect(check({ indexes: [ofPartition], foreignKeys: [partitioned] })).toEqual([]);
    expect(check({ indexes: [ofPartition, unused], foreignKeys: [partitioned] })).toHaveLength(1);
  });

  it('leaves an index that another one replaces to the rules for that', () => {
    expect(check({ indexes: [unused, index({ indexOid: 2, name: 'a_twin' })] })).toEqual([]);
  });

  it('keeps what another rule says will stay', () => {
    const short = index({ scans: 9_000_000 });
    const long = index({
      ...unused,
      indexOid: 2,
      name: 'orders_customer_id_state_idx',
      keyColumns: ['customer_id', 'state'],
      keys: ['customer_id 1978 0', 'state 1978 0'],
      keyOptions: [0, 0],
    });
    const indexes = [short, long];
    expect(
      expectFindings(redundant.check({ indexes }, context())).map(({ subject }) => subject.at(-1)),
    ).toEqual([short.name]);
    expect(check({ indexes })).toEqual([]);
    expect(check({ indexes: [long] })).toHaveLength(1);
    // Of twins it may be the one that stays that the planner does not take.
    expect(check({ indexes: [index(), index({ ...unused, indexOid: 2, name: 'a_twin' })] })).toEqual([]);
  });

  it('does not run before scans were counted for two weeks', () => {
    expect(look({ databaseCounters: [counters(13.9)] })).toHaveProperty('notRun');
    expect(check({ databaseCounters: [counters(14)] })).toHaveLength(1);
    expect(look({ databaseCounters: [] })).toHaveProperty('notRun');
    expect(look({ databaseCounters: [counters(null, 13.9)] })).toHaveProperty('notRun');
    expect(look({ settings: settings({ track_counts: 'off' }) })).toHaveProperty('notRun');
  });

  it('waits two weeks for an index that is known to be new, and trusts less where that is not known', () => {
    expect(check({ indexes: [{ ...unused, changedAt: daysBefore(13.9) }] })).toEqual([]);
    expect(check({ indexes: [{ ...unused, changedAt: daysBefore(14) }] })[0]?.facts.windowSeconds).toBe(
      14 * 86_400,
    );
    const [unknown] = check({ indexes: [{ ...unused, changedAt: null }] });
    expect(unknown).toMatchObject({ confidence: 'low' });
    expect(unknown?.advice?.note).toContain('When the index was made is not known');
  });

  it('names the standbys that were not looked at', () => {
    const [followed] = check({ replication: [standby('reports'), standby(null)] });
    expect(followed).toMatchObject({ confidence: 'low', facts: { unseenStandbys: 2 } });
    expect(followed?.detail).toContain('and reports, one without a name were not looked at');
    expect(check({ replication: null })[0]).toMatchObject({
      confidence: 'low',
      facts: { unseenStandbys: null },
    });
    expect(look({}, { server: server({ inRecovery: true }) })).toHaveProperty('notApplicable');
  });

  it('counts the scans of standbys that are monitored too', () => {
    const replica = (scans: number, days = 60, lastScanAt: string | null = null) => ({
      name: 'reports',
      scans: { countedSeconds: days * 86_400, byIndexOid: new Map([[1, { scans, lastScanAt }]]) },
    });
    const on = (one: Replica, streams = [standby('walreceiver')]) =>
      check({ replication: streams }, { replicas: [one] });
    expect(on(replica(3))).toEqual([]);
    expect(on(replica(3, 60, daysBefore(40)))).toHaveLength(1);
    const [quiet] = on(replica(0));
    expect(quiet).toMatchObject({ confidence: 'medium', facts: { unseenStandbys: 0 } });
    expect(quiet?.detail).toContain('Nor was it on reports.');
    expect(on(replica(0, 13))[0]?.detail).toContain('reports was not looked at');
    expect(on({ name: 'reports', scans: null })[0]?.detail).toContain('reports was not looked at');
    const [more] = on(replica(0), [standby('walreceiver'), standby('other')]);
    expect(more?.detail).toContain('and other was not looked at');
  });

  it('speaks from 10 MB on, at the scale of the profile', () => {
    const small = { indexes: [{ ...unused, totalBytes: 9_999_999 }] };
    expect(check(small)).toEqual([]);
    expect(check(small, { profile: { byteThresholdRatio: 0.5 } })).toHaveLength(1);
  });

  it('says what goes with an index of an expression', () => {
    expect(check({ indexes: [{ ...unused, keyColumns: [null] }] })[0]?.advice?.note).toContain(
      'statistics of its expression',
    );
  });

  it('says not-run, not passed, where the server keeps no statistics', () => {
    const snapshot = snapshotOf({ indexes: [unused], foreignKeys: [], settings: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
