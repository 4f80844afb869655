import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './data-at-risk';

const SAFE = {
  fsync: 'on',
  full_page_writes: 'on',
  zero_damaged_pages: 'off',
  ignore_checksum_failure: 'off',
};
const check = (
  values: Readonly<Record<string, string>> = {},
  settingOverrides: Parameters<typeof rule.check>[0]['settingOverrides'] = [],
) =>
  expectFindings(
    rule.check(
      {
        settings: settings({ ...SAFE, ...values }).map((row) => ({ ...row, context: 'sighup' })),
        settingOverrides,
      },
      context({ server: server() }),
    ),
  );

describe('settings/data-at-risk', () => {
  it('is quiet while the data is safe', () => {
    expect(check()).toEqual([]);
    expect(check({ synchronous_commit: 'off' })).toEqual([]);
  });

  it('is critical about each that is not', () => {
    for (const [name, safe] of Object.entries(SAFE))
      expect(check({ [name]: safe === 'on' ? 'off' : 'on' }), name).toMatchObject([
        {
          subject: [name],
          severity: 'critical',
          facts: { settingsAtRisk: 1 },
          advice: {
            steps: [{ sql: `ALTER SYSTEM SET "${name}" = '${safe}';` }, {}],
            verify: { expect: `${safe} — in a new session` },
          },
        },
      ]);
    expect(check({ fsync: 'off', full_page_writes: 'off' }).map(({ facts }) => facts.settingsAtRisk)).toEqual(
      [2, 2],
    );
  });

  it('warns of loads without triggers and foreign keys, which a copy of another server’s changes needs', () => {
    expect(check({ session_replication_role: 'replica' })).toMatchObject([
      {
        severity: 'warning',
        advice: { steps: [{ sql: `ALTER SYSTEM SET "session_replication_role" = 'origin';` }, {}] },
      },
    ]);
    expect(check({ session_replication_role: 'local' })).toEqual([]);
  });

  it('sees what only sessions of a database or a role begin with, but for its own role', () => {
    const override = settingOverride({ name: 'zero_damaged_pages', setting: 'TRUE' });
    expect(check({}, [override])).toMatchObject([
      {
        subject: ['zero_damaged_pages', 'app', '*'],
        title: 'Turn zero_damaged_pages off for database app',
        advice: {
          steps: [{ sql: 'ALTER DATABASE "app" RESET "zero_damaged_pages";' }],
          undo: [{ sql: `ALTER DATABASE "app" SET "zero_damaged_pages" = 'TRUE';` }],
          verify: { expect: '0' },
        },
      },
    ]);
    expect(check({}, [{ ...override, setting: 'false' }])).toEqual([]);
    expect(check({}, [{ ...override, roleName: 'chunkwise' }])).toEqual([]);
    expect(check({}, null)).toEqual([]);
  });

  it('does not know what could not be read, and does not apply to the engine of Chunkwise', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
    expect(
      rule.check({ settings: [], settingOverrides: [] }, context({ server: server({ engine: 'embedded' }) })),
    ).toHaveProperty('notApplicable');
  });
});
