import { expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { role } from '../testing/server-rows';
import rule from './own-role-powerful';

const reach = (writable: number) => [
  { tables: 12, readable: 12, writable, createsSchemas: false, ownsDatabase: false, createsIn: [] },
];
const run = (
  over: Partial<Row<'roles'>>,
  writable: number | null = 0,
  facts: Parameters<typeof server>[0] = {},
) =>
  rule.check(
    { roles: [role({ name: 'chunkwise', ...over })], ownReach: writable === null ? null : reach(writable) },
    context({ server: server(facts) }),
  );

it('is quiet about a role that only reads, also where its reach was not read', () => {
  expect(run({})).toEqual([]);
  expect(run({}, null)).toEqual([]);
});

it('says when it is a superuser, and nothing more', () => {
  expect(run({ isSuperuser: true, createsRoles: true }, 12, { isSuperuser: true })).toMatchObject([
    { subject: ['chunkwise'], severity: 'warning', facts: { writable: 12, tables: 12 } },
  ]);
});

it('takes what monitoring does not need', () => {
  expect(run({ granted: ['pg_write_all_data'] })).toMatchObject([
    {
      subject: ['chunkwise', 'pg_write_all_data'],
      advice: { steps: [{ sql: 'REVOKE "pg_write_all_data" FROM "chunkwise";' }] },
    },
  ]);
  const [inherited] = expectFindings(run({ inherited: ['pg_read_all_data'] }));
  expect(inherited?.advice).toBeUndefined();
});

it('notes tables that it may change, from the first', () => {
  expect(run({}, 1)).toMatchObject([
    { subject: ['chunkwise', 'writes'], severity: 'notice', facts: { writable: 1 } },
  ]);
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run({}, 1, { engine: 'embedded' })).toHaveProperty('notApplicable');
});
