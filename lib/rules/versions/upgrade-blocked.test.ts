import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { aggregate } from '../testing/hypertable-rows';
import { extension } from '../testing/server-rows';
import rule from './upgrade-blocked';

type Blocker = Parameters<typeof rule.check>[0]['upgradeBlockers'][number];
const adaptive = (over: Partial<Blocker> = {}): Blocker => ({
  kind: 'adaptive-chunking',
  blockedRelease: '2.28',
  schema: 'public',
  name: 'metrics',
  chunkTargetBytes: 10_485_760,
  sparseIndex: null,
  sparseIndexWithout: null,
  ...over,
});
const check = (
  upgradeBlockers: readonly Blocker[],
  defaultVersion: string | null = '2.23.0',
  continuousAggregates: Parameters<typeof rule.check>[0]['continuousAggregates'] = [],
  version: Parameters<typeof timescale>[0] = '2.23.0',
) => {
  const result = rule.check(
    { upgradeBlockers, extensions: [extension({ defaultVersion })], continuousAggregates },
    context({ server: server({ timescale: timescale(version) }) }),
  );
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
      ['experimental-bucket', '2.25'],
      ['first-last-index', '2.28'],
    ] as const;
    for (const [kind, blockedRelease] of kinds) {
      const [found] = check([adaptive({ kind, blockedRelease, chunkTargetBytes: null })]);
      expect(found?.title).toBe(`public.metrics stops the update to TimescaleDB ${blockedRelease}`);
      expect(found?.advice).toBeUndefined();
    }
  });

  it('builds an aggregate of the old format anew for its owner, and keeps the old one until it is asked about', () => {
    const old = adaptive({
      kind: 'old-aggregate-format',
      blockedRelease: '2.25',
      name: 'daily',
      chunkTargetBytes: null,
    });
    const daily = aggregate({ name: 'daily', owner: 'app', isMaterializedOnly: false });
    expect(check([old], '2.24.0', [daily])).toMatchObject([
      {
        advice: {
          precheck: { expect: expect.stringMatching(/^true/) },
          steps: [
            {
              sql: `CALL "public"."cagg_migrate"('"public"."daily"', override => true, drop_old => false);`,
              transaction: 'none',
            },
            { sql: 'ALTER MATERIALIZED VIEW "public"."daily" OWNER TO "app";' },
          ],
          undo: [
            { sql: 'DROP MATERIALIZED VIEW "public"."daily";' },
            { sql: 'ALTER MATERIALIZED VIEW "public"."daily_old" RENAME TO "daily";' },
            { sql: expect.stringContaining('continuous_agg_migrate_plan_step') },
            { sql: expect.stringContaining('continuous_agg_migrate_plan p') },
          ],
          deletesData: false,
        },
      },
    ]);
    expect(check([old], '2.24.0')[0]?.advice, 'whose it is, is not known').toBeUndefined();
    // Seen on servers: of a materialised-only aggregate it copies the rows on 2.11.2, and fails on 2.19.3 and 2.23.
    const isGiven = (version: Parameters<typeof timescale>[0]) =>
      check([old], '2.24.0', [{ ...daily, isMaterializedOnly: true }], version)[0]?.advice !== undefined;
    expect([isGiven('2.17.2'), isGiven('2.18.0'), isGiven('2.23.1'), isGiven('2.24.0')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(check([{ ...old, kind: 'migrated-aggregate', name: 'daily_old' }])[0]?.advice).toMatchObject({
      steps: [{ sql: 'DROP MATERIALIZED VIEW "public"."daily_old";' }],
      deletesData: true,
    });
    // cagg_migrate without override leaves the old one the name that queries ask for.
    const [kept] = check([{ ...old, kind: 'migrated-aggregate' }]);
    expect(kept?.advice).toBeUndefined();
    expect(kept?.detail).toContain('rename it to …_old');
  });

  it('leaves the filters out of the settings, and takes those of the chunks alone where none is asked for', () => {
    const bloomed = adaptive({
      kind: 'smallint-bloom-index',
      blockedRelease: '2.27',
      chunkTargetBytes: null,
      sparseIndex: 'bloom(small), minmax(large)',
      sparseIndexWithout: 'minmax(large)',
    });
    const set = (index: string) =>
      `ALTER TABLE "public"."metrics" SET (timescaledb.sparse_index = '${index}');`;
    expect(check([bloomed])[0]?.advice).toMatchObject({
      steps: [{ sql: set('minmax(large)') }, { sql: expect.stringContaining('recompress => true') }],
      undo: [{ sql: set('bloom(small), minmax(large)') }, {}],
      verify: { expect: expect.stringMatching(/^0 /) },
    });
    const [gone] = check([{ ...bloomed, sparseIndex: null, sparseIndexWithout: null }]);
    expect(gone?.advice?.steps).toHaveLength(1);
    expect(gone?.advice?.undo).toHaveProperty('impossible');
  });

  it('takes a hypertable and its chunks from the access method that has gone', () => {
    const [found] = check([
      adaptive({ kind: 'hypercore-access-method', blockedRelease: '2.22', chunkTargetBytes: null }),
    ]);
    expect(found?.advice).toMatchObject({
      steps: [
        { sql: expect.stringContaining('SET ACCESS METHOD heap'), transaction: 'none', rewrites: true },
      ],
      verify: { expect: '0' },
    });
  });

  it('sends nobody with days of a time zone to the procedure that moves their start', () => {
    const [found] = check([
      adaptive({ kind: 'experimental-bucket', blockedRelease: '2.15', chunkTargetBytes: null }),
    ]);
    expect(found?.detail).toContain('days in UTC begin at 23:00 afterwards');
    expect(found?.detail).not.toContain('CALL cagg_migrate');
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
