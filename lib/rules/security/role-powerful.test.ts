import { expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { role } from '../testing/server-rows';
import rule from './role-powerful';

const run = (over: Partial<Row<'roles'>>, facts: Parameters<typeof server>[0] = {}) =>
  rule.check({ roles: [role(over)] }, context({ server: server(facts) }));

it('is quiet about ordinary roles, and about what other rules judge', () => {
  expect(run({ createsDatabases: true })).toEqual([]);
  expect(run({ isSuperuser: true, createsRoles: true }), 'superusers').toEqual([]);
  expect(run({ name: 'chunkwise', replicates: true }), 'our own').toEqual([]);
  expect(run({ canLogin: false, granted: ['pg_write_all_data'] }), 'nobody signs in').toEqual([]);
  expect(run({ name: 'rdsadmin', replicates: true }), 'of a provider').toEqual([]);
  expect(run({ granted: ['pg_monitor'] }), 'reads statistics').toEqual([]);
});

it.each([
  [{ createsRoles: true }, 'CREATEROLE', 'notice', 'ALTER ROLE "app" NOCREATEROLE;'],
  [{ replicates: true }, 'REPLICATION', 'notice', 'ALTER ROLE "app" NOREPLICATION;'],
  [{ bypassesRowPolicies: true }, 'BYPASSRLS', 'notice', 'ALTER ROLE "app" NOBYPASSRLS;'],
  [
    { granted: ['pg_execute_server_program'] },
    'pg_execute_server_program',
    'warning',
    'REVOKE "pg_execute_server_program" FROM "app";',
  ],
])('finds %j', (over, power, severity, sql) => {
  expect(run(over)).toMatchObject([
    { subject: ['app', power], severity, facts: { powers: 1 }, advice: { steps: [{ sql }] } },
  ]);
});

it('takes making roles for worse before 16', () => {
  expect(run({ createsRoles: true }, { major: 15 })).toMatchObject([{ severity: 'warning' }]);
});

it('gives no SQL for what comes by way of another role', () => {
  const [found] = expectFindings(run({ inherited: ['pg_write_all_data'] }));
  expect(found?.detail).toContain('by way of another role');
  expect(found?.advice).toBeUndefined();
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run({ replicates: true }, { engine: 'embedded' })).toHaveProperty('notApplicable');
});
