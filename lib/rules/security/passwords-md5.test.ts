import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './passwords-md5';

const run = (value: string, over: Parameters<typeof server>[0] = {}, source = 'configuration file') =>
  rule.check(
    {
      settings: settings({ password_encryption: value }).map((row) => ({ ...row, context: 'user', source })),
      roles: null,
    },
    context({ server: server(over) }),
  );

it('is quiet about SCRAM', () => {
  expect(run('scram-sha-256')).toEqual([]);
});

it('finds md5, says what 18 does, and changes it by a reload', () => {
  expect(run('md5')).toMatchObject([
    {
      subject: ['password_encryption'],
      severity: 'warning',
      facts: { logins: null },
      advice: { steps: [{ sql: `ALTER SYSTEM SET "password_encryption" = 'scram-sha-256';` }, {}] },
    },
  ]);
  expect(expectFindings(run('md5', { major: 18 }))[0]?.detail).toContain('PostgreSQL 18 warns');
});

it('takes a value of its own role for nobody’s, and does not apply to the engine of Chunkwise', () => {
  expect(run('md5', {}, 'user')).toHaveProperty('notRun');
  expect(rule.check({ settings: [], roles: null }, context())).toHaveProperty('notRun');
  expect(run('md5', { engine: 'embedded' })).toHaveProperty('notApplicable');
});
