import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './columnar-index-scan-on';

const NAME = 'timescaledb.enable_columnarindexscan';
const run = (
  version: Parameters<typeof timescale>[0],
  value: string | null = 'on',
  hypertables = [hypertable()],
) =>
  rule.check(
    {
      settings: value === null ? [] : settings({ [NAME]: value }).map((row) => ({ ...row, context: 'user' })),
      hypertables,
    },
    context({ server: server({ timescale: timescale(version) }) }),
  );

describe('settings/columnar-index-scan-on', () => {
  it('does not apply to releases without the fault', () => {
    for (const version of ['2.25.2', '2.27.2', '2.28.0'] as const)
      expect(run(version), version).toHaveProperty('notApplicable');
  });

  it('finds it on from 2.26.0 to 2.27.1', () => {
    for (const version of ['2.26.0', '2.27.1'] as const)
      expect(run(version), version).toMatchObject([
        {
          subject: [NAME],
          severity: 'warning',
          facts: { columnstores: 1 },
          advice: {
            steps: [{ sql: `ALTER SYSTEM SET "timescaledb"."enable_columnarindexscan" = 'off';` }, {}],
          },
        },
      ]);
    expect(run('2.26.0', 'off')).toEqual([]);
  });

  it('only notices it where no table has a columnstore', () => {
    expect(run('2.26.0', 'on', [hypertable({ columnstoreEnabled: false })])).toMatchObject([
      { severity: 'notice', facts: { columnstores: 0 } },
    ]);
  });

  it('cannot look where TimescaleDB was not preloaded', () => {
    expect(run('2.26.0', null)).toHaveProperty('notRun');
  });
});
