import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, compressedChunk, dailyChunks, hypertable, tablespaces } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './tablespace-single';

type Artifacts = Parameters<typeof rule.check>[0];

const large = dailyChunks(1_000);
const run = (artifacts: Partial<Artifacts>, over: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: large,
      tablespaces: tablespaces('slow'),
      settings: [],
      ...artifacts,
    },
    context(over),
  );
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));
const temporary = (names: string) =>
  settings({ temp_tablespaces: 0 }).map((setting) => ({ ...setting, setting: names }));

describe('hypertables/tablespace-single', () => {
  it('does not apply to a server that has its default alone, as nearly all have', () => {
    expect(run({ tablespaces: tablespaces() })).toHaveProperty('notApplicable');
    const renamed = tablespaces('data').map((row) => ({ ...row, isDatabaseDefault: row.name === 'data' }));
    expect(run({ tablespaces: renamed })).toHaveProperty('notApplicable');
    expect(run({ hypertables: [] })).toHaveProperty('notApplicable');
  });

  it('notices a large hypertable that uses one of two', () => {
    expect(check({})[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      confidence: 'low',
      facts: { chunks: 1_000, totalBytes: 100_000_000_000, otherTablespaces: 1 },
    });
  });

  it('leaves a smaller one alone, at this database’s scale', () => {
    expect(check({ chunks: dailyChunks(999) })).toEqual([]);
    expect(check({ chunks: dailyChunks(1) }, { profile: { byteThresholdRatio: 0.001 } })).toHaveLength(1);
  });

  it('weighs both stores, and not what was tiered', () => {
    const small = compressedChunk({ rowTotalBytes: 1, columnTotalBytes: 99_999_999_999 });
    expect(check({ chunks: [small] })).toHaveLength(1);
    expect(check({ chunks: [{ ...small, isTiered: true }] })).toEqual([]);
  });

  it('is quiet about one that uses two, and about what somebody attached', () => {
    expect(check({ chunks: [...large, chunk({ chunkId: 2_000, tablespace: 'slow' })] })).toEqual([]);
    expect(check({ hypertables: [hypertable({ tablespaces: ['slow'] })] })).toEqual([]);
  });

  it('is quiet when its chunks are on the other one', () => {
    expect(check({ chunks: large.map((one) => ({ ...one, tablespace: 'slow' })) })).toEqual([]);
  });

  it('does not take disks for temporary files into account', () => {
    expect(run({ settings: temporary('slow') })).toHaveProperty('notApplicable');
    expect(run({ tablespaces: tablespaces('odd one'), settings: temporary('x, "odd one"') })).toHaveProperty(
      'notApplicable',
    );
  });

  it('attaches both, so that new chunks go to each in turn', () => {
    const advice = check({})[0]?.advice;
    expect(advice?.steps.map(({ sql }): string => sql)).toEqual([
      `SELECT attach_tablespace('slow', '"public"."metrics"', if_not_attached => true);`,
      `SELECT attach_tablespace('pg_default', '"public"."metrics"', if_not_attached => true);`,
    ]);
    expect(advice?.precheck?.sql).toBe(`SELECT has_tablespace_privilege('app', 'slow', 'CREATE');`);
  });

  it('does not choose among several', () => {
    const [finding] = check({ tablespaces: tablespaces('slow', 'fast') });
    expect(finding?.detail).toContain('slow, fast');
    expect(finding?.advice).toBeUndefined();
  });

  it('says not-run, not passed, when tablespaces could not be read', () => {
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks: large, settings: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome).toEqual({
      rule: 'hypertables/tablespace-single',
      status: 'not-run',
      reason: 'tablespaces: not collected yet',
    });
  });
});
