import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { aggregate, hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
import { installation } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import rule from './licence-blocks-features';

type Artifacts = Parameters<typeof rule.check>[0];
const check = (artifacts: Partial<Artifacts>, license: 'apache' | 'timescale' = 'apache') => {
  const result = rule.check(
    {
      hypertables: [],
      jobs: [],
      continuousAggregates: [],
      timescaleInstallation: [installation()],
      settings: settings({ 'timescaledb.license': 'apache' }).map((row) => ({
        ...row,
        context: 'superuser',
      })),
      ...artifacts,
    },
    context({ server: server({ timescale: timescale('2.23.0', { license }) }) }),
  );
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('versions/licence-blocks-features', () => {
  it('is quiet under the Timescale licence, and where nothing of it is in use', () => {
    expect(check({ jobs: [job()] }, 'timescale')).toEqual([]);
    expect(
      check({ hypertables: [hypertable({ columnstoreEnabled: false })], jobs: [job({ jobId: 3 })] }),
    ).toEqual([]);
  });

  it('counts what stands there and does nothing', () => {
    expect(
      check({ hypertables: [hypertable()], jobs: [job()], continuousAggregates: [aggregate()] }),
    ).toMatchObject([
      {
        subject: ['timescaledb.license'],
        severity: 'critical',
        facts: { jobs: 1, columnstores: 1, aggregates: 1 },
        advice: {
          steps: [
            { sql: `ALTER SYSTEM SET "timescaledb"."license" = 'timescale';` },
            { sql: 'SELECT pg_reload_conf();' },
          ],
          undo: [{ sql: 'ALTER SYSTEM RESET "timescaledb"."license";' }, { sql: 'SELECT pg_reload_conf();' }],
        },
      },
    ]);
  });

  it('has no setting for a build without that code, or of an edition that is not known', () => {
    for (const isApacheEdition of [true, null]) {
      const [found] = check({
        jobs: [job()],
        timescaleInstallation: [installation({ isApacheEdition })],
      });
      expect(found?.advice).toBeUndefined();
    }
    expect(check({ jobs: [job()], timescaleInstallation: null, settings: null })[0]?.advice).toBeUndefined();
  });

  it('says that it does not know the aggregates', () => {
    expect(check({ jobs: [job()], continuousAggregates: null })[0]?.facts.aggregates).toBeNull();
  });
});
