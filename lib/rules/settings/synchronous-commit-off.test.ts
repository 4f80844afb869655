import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './synchronous-commit-off';

type Overrides = Parameters<typeof rule.check>[0]['settingOverrides'];
const run = (
  values: Readonly<Record<string, number | string>>,
  settingOverrides: Overrides = [],
  over: Parameters<typeof server>[0] = {},
) => rule.check({ settings: settings(values), settingOverrides }, context({ server: server(over) }));

describe('settings/synchronous-commit-off', () => {
  it('is quiet about every level that waits for the own disk', () => {
    for (const level of ['on', 'local', 'remote_write', 'remote_apply'])
      expect(run({ synchronous_commit: level }), level).toEqual([]);
    expect(run({ synchronous_commit: 'on' }, null)).toEqual([]);
  });

  it('finds the server’s, with how much may be lost', () => {
    expect(run({ synchronous_commit: 'off', wal_writer_delay: 200 })).toMatchObject([
      { subject: ['synchronous_commit'], severity: 'notice', facts: { lostSeconds: 0.6 } },
    ]);
    expect(run({ synchronous_commit: 'off' })).toMatchObject([{ facts: { lostSeconds: null } }]);
  });

  it('finds a database’s, and leaves a role’s alone', () => {
    const override = settingOverride({ name: 'synchronous_commit', setting: 'off' });
    expect(run({ synchronous_commit: 'on' }, [override])).toMatchObject([
      {
        subject: ['synchronous_commit', 'app', '*'],
        advice: { steps: [{ sql: 'ALTER DATABASE "app" RESET "synchronous_commit";' }] },
      },
    ]);
    expect(run({ synchronous_commit: 'on' }, [{ ...override, roleName: 'loader' }])).toEqual([]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(run({ synchronous_commit: 'off' }, [], { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
