import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './idle-transactions-unlimited';

const NAME = 'idle_in_transaction_session_timeout';
type Artifacts = Parameters<typeof rule.check>[0];

const run = (value: number, { settingOverrides = [], configurationFiles = null }: Partial<Artifacts> = {}) =>
  rule.check(
    {
      settings: settings({ [NAME]: value }).map((row) => ({
        ...row,
        context: 'user',
        unit: 'ms',
        // Our own guard hides where it comes from.
        source: 'session',
        isFromAlterSystem: null,
      })),
      settingOverrides,
      configurationFiles,
    },
    context(),
  );
const line = (setting: string, isApplied = true): Artifacts['configurationFiles'] => [
  { name: NAME, setting, file: '/etc/postgresql.conf', line: 7, isApplied, error: null },
];

describe('settings/idle-transactions-unlimited', () => {
  it('is quiet about any limit', () => {
    expect(run(1)).toEqual([]);
  });

  it('finds none, and sets ten minutes', () => {
    expect(run(0)).toMatchObject([
      {
        subject: [NAME],
        severity: 'notice',
        facts: { timeoutSeconds: 0 },
        advice: {
          steps: [{ sql: `ALTER SYSTEM SET "${NAME}" = 600000;` }, {}],
          undo: [{ sql: `ALTER SYSTEM SET "${NAME}" = 0;` }, {}],
        },
      },
    ]);
  });

  it('gives no SQL where the database has a value that would win', () => {
    const [found] = expectFindings(
      run(0, { settingOverrides: [settingOverride({ name: NAME, setting: '0' })] }),
    );
    expect(found?.detail).toContain('ALTER DATABASE');
    expect(found?.advice).toBeUndefined();
  });

  it('takes the value of its own role for nobody’s, and asks the files', () => {
    const settingOverrides = [
      settingOverride({ name: NAME, databaseName: null, roleName: 'chunkwise', setting: '30s' }),
    ];
    expect(run(30_000, { settingOverrides })).toHaveProperty('notRun');
    expect(run(30_000, { settingOverrides, configurationFiles: [] })).toHaveLength(1);
    expect(run(30_000, { settingOverrides, configurationFiles: line('0') })).toHaveLength(1);
    expect(run(30_000, { settingOverrides, configurationFiles: line('5min') })).toEqual([]);
    expect(run(30_000, { settingOverrides, configurationFiles: line('5min', false) })).toHaveLength(1);
  });

  it('does not know what was not read, and does not apply to the engine of Chunkwise', () => {
    const none = { settings: [], settingOverrides: [], configurationFiles: null };
    expect(rule.check(none, context())).toHaveProperty('notRun');
    expect(rule.check(none, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
  });
});
