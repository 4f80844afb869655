import { expect, it } from 'vitest';
import { context, server } from '../testing/rows';
import rule from './superusers-many';

type Row = Parameters<typeof rule.check>[0]['roles'][number];
const role = (over: Partial<Row> = {}): Row => ({
  name: 'app',
  canLogin: true,
  isSuperuser: false,
  isBootstrap: false,
  createsRoles: false,
  createsDatabases: false,
  replicates: false,
  bypassesRowPolicies: false,
  validUntil: null,
  isExpired: false,
  connectionLimit: -1,
  granted: [],
  inherited: [],
  isMemberOfOurs: false,
  ...over,
});
const run = (roles: readonly Row[], facts: Parameters<typeof server>[0] = {}) =>
  rule.check({ roles }, context({ server: server(facts) }));
const superuser = (name: string, over: Partial<Row> = {}) => role({ name, isSuperuser: true, ...over });

it('leaves the first and one more alone, and those that cannot sign in', () => {
  expect(
    run([
      superuser('postgres', { isBootstrap: true }),
      superuser('rdsadmin'),
      superuser('admin'),
      superuser('old', { canLogin: false }),
      role(),
    ]),
  ).toEqual([]);
});

it('names each where there are two', () => {
  expect(run([superuser('ann'), superuser('app')])).toMatchObject([
    { subject: ['ann'], severity: 'warning', facts: { superusers: 2 } },
    { subject: ['app'], advice: { steps: [{ sql: 'ALTER ROLE "app" NOSUPERUSER;' }] } },
  ]);
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run([], { engine: 'embedded' })).toHaveProperty('notApplicable');
});
