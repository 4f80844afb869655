import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './invalidation-skipped';

const NAME = 'timescaledb.skip_cagg_invalidation';
type Artifacts = Parameters<typeof rule.check>[0];
const setting = (value: string, over = {}) =>
  settings({ [NAME]: 0 }).map((row) => ({ ...row, setting: value, context: 'user', ...over }));
const ask = (over: Partial<Artifacts> = {}, version: Parameters<typeof timescale>[0] = '2.28.0') =>
  rule.check(
    { settings: setting('off'), settingOverrides: [], continuousAggregates: [aggregate()], ...over },
    context({ server: server({ timescale: timescale(version) }) }),
  );
const check = (over: Partial<Artifacts> = {}) => expectFindings(ask(over));

describe('continuous-aggregates/invalidation-skipped', () => {
  it('is quiet while it is off', () => {
    expect(check()).toEqual([]);
    const off = [{ databaseName: 'app', roleName: null, name: NAME, setting: 'off' }];
    expect(check({ settingOverrides: off })).toEqual([]);
  });

  it('is critical where the server has it on, and turns it off', () => {
    expect(check({ settings: setting('on') })).toMatchObject([
      { subject: [NAME], severity: 'critical', facts: { continuousAggregates: 1 } },
    ]);
    expect(check({ settings: setting('on') })[0]?.advice?.steps[0]?.sql).toBe(
      `ALTER SYSTEM SET "timescaledb"."skip_cagg_invalidation" = 'off';`,
    );
  });

  it('tells each database and role that has it, once', () => {
    const settingOverrides = [
      { databaseName: 'app', roleName: null, name: NAME, setting: 'true' },
      { databaseName: null, roleName: 'loader', name: NAME, setting: '1' },
    ];
    const found = check({ settings: setting('on', { source: 'database' }), settingOverrides });
    expect(found.map(({ subject }) => subject[1])).toEqual(['database app', 'role loader']);
    expect(found[0]?.advice).toMatchObject({
      steps: [{ sql: 'ALTER DATABASE "app" RESET "timescaledb"."skip_cagg_invalidation";' }],
      undo: [{ sql: `ALTER DATABASE "app" SET "timescaledb"."skip_cagg_invalidation" = 'true';` }],
    });
  });

  it('does not apply before 2.28 and without aggregates, and does not run without overrides', () => {
    expect(ask({}, '2.27.2')).toHaveProperty('notApplicable');
    expect(ask({ continuousAggregates: [] })).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({ settings: [] }), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
