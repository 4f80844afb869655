import { expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { role } from '../testing/server-rows';
import rule from './superusers-many';

const run = (roles: readonly Row<'roles'>[], facts: Parameters<typeof server>[0] = {}) =>
  rule.check({ roles }, context({ server: server(facts) }));
const superuser = (name: string, over: Partial<Row<'roles'>> = {}) =>
  role({ name, isSuperuser: true, ...over });

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
