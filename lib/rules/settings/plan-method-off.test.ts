import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './plan-method-off';

const ON_AT_FIRST: Readonly<Record<string, string>> = {
  enable_nestloop: 'on',
  enable_seqscan: 'on',
  enable_partitionwise_join: 'off',
};
const run = (
  values: Readonly<Record<string, string>> = {},
  settingOverrides: Parameters<typeof rule.check>[0]['settingOverrides'] = [],
) =>
  expectFindings(
    rule.check(
      {
        settings: settings({ ...ON_AT_FIRST, ...values }).map((row) => ({
          ...row,
          context: 'user',
          bootValue: ON_AT_FIRST[row.name] ?? null,
        })),
        settingOverrides,
      },
      context(),
    ),
  );

describe('settings/plan-method-off', () => {
  it('is quiet about what is off at first, and about a method for which there is no such default', () => {
    expect(run()).toEqual([]);
    expect(run({ jit: 'off', 'timescaledb.enable_chunk_append': 'off' })).toEqual([]);
    expect(run({}, null)).toEqual([]);
  });

  it('warns of what is off for everybody', () => {
    expect(run({ enable_nestloop: 'off' })).toMatchObject([
      {
        subject: ['enable_nestloop'],
        severity: 'warning',
        facts: { methodsOff: 1 },
        advice: { steps: [{ sql: `ALTER SYSTEM SET "enable_nestloop" = 'on';` }, {}] },
      },
    ]);
  });

  it('notes what is off for a role or a database, but for its own role', () => {
    const override = settingOverride({
      name: 'enable_seqscan',
      setting: 'no',
      databaseName: null,
      roleName: 'app',
    });
    expect(run({}, [override])).toMatchObject([
      {
        subject: ['enable_seqscan', '*', 'app'],
        severity: 'notice',
        advice: { steps: [{ sql: 'ALTER ROLE "app" RESET "enable_seqscan";' }] },
      },
    ]);
    expect(run({}, [{ ...override, setting: 'on' }])).toEqual([]);
    expect(run({}, [{ ...override, roleName: 'chunkwise' }])).toEqual([]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(
      rule.check({ settings: [], settingOverrides: [] }, context({ server: server({ engine: 'embedded' }) })),
    ).toHaveProperty('notApplicable');
  });
});
