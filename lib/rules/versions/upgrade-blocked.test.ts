import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { extension } from '../testing/server-rows';
import rule from './upgrade-blocked';

type Blocker = Parameters<typeof rule.check>[0]['upgradeBlockers'][number];
const adaptive = (over: Partial<Blocker> = {}): Blocker => ({
  kind: 'adaptive-chunking',
  blockedRelease: '2.28',
  schema: 'public',
  name: 'metrics',
  chunkTargetBytes: 10_485_760,
  ...over,
});
const check = (upgradeBlockers: readonly Blocker[], defaultVersion: string | null = '2.23.0') => {
  const result = rule.check({ upgradeBlockers, extensions: [extension({ defaultVersion })] }, context());
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('versions/upgrade-blocked', () => {
  it('is quiet where no update script would stop', () => {
    expect(check([])).toEqual([]);
  });

  it('ends adaptive chunking, and can begin it again with the same size', () => {
    expect(check([adaptive()])).toMatchObject([
      {
        subject: ['public', 'metrics'],
        severity: 'notice',
        facts: { chunkTargetBytes: 10_485_760 },
        advice: {
          steps: [{ sql: `SELECT "public"."set_adaptive_chunking"('"public"."metrics"', 'off');` }],
          undo: [{ sql: `SELECT "public"."set_adaptive_chunking"('"public"."metrics"', '10240kB');` }],
          verify: { expect: '0' },
        },
      },
    ]);
  });

  it('warns when the release that it stops is at hand', () => {
    expect(check([adaptive()], '2.27.2')[0]?.severity).toBe('notice');
    expect(check([adaptive()], '2.28.0')[0]?.severity).toBe('warning');
    expect(check([adaptive()], null)[0]?.severity).toBe('notice');
  });

  it('gives words for what takes more than a statement', () => {
    const kinds = [
      ['distributed-hypertable', '2.14'],
      ['hypercore-access-method', '2.22'],
      ['old-aggregate-format', '2.25'],
      ['experimental-bucket', '2.25'],
      ['smallint-bloom-index', '2.27'],
      ['first-last-index', '2.28'],
    ] as const;
    for (const [kind, blockedRelease] of kinds) {
      const [found] = check([adaptive({ kind, blockedRelease, chunkTargetBytes: null })]);
      expect(found?.title).toBe(`public.metrics stops the update to TimescaleDB ${blockedRelease}`);
      expect(found?.advice).toBeUndefined();
    }
  });

  it('tells one table’s obstacles together, by the release that comes first', () => {
    const both = check([
      adaptive(),
      adaptive({ kind: 'smallint-bloom-index', blockedRelease: '2.27', chunkTargetBytes: null }),
      adaptive({ name: 'other' }),
    ]);
    expect(both.map(({ subject }) => subject)).toEqual([
      ['public', 'metrics'],
      ['public', 'other'],
    ]);
    expect(both[0]?.title).toContain('2.27');
    expect(both[0]?.advice).toBeUndefined();
  });

  it('says not-run where the catalog could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
