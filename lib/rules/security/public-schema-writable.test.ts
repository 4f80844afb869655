import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import rule from './public-schema-writable';

type Grants = Parameters<typeof rule.check>[0]['publicGrants'];
const OPEN: Grants = [
  { kind: 'schema', schema: 'public', owner: 'postgres', objects: null, privilege: 'CREATE' },
];
const run = (publicGrants: Grants, over: Parameters<typeof server>[0] = {}) =>
  rule.check({ publicGrants }, context({ server: server(over) }));

it('is quiet where only owners create, whatever new objects give away', () => {
  expect(run([])).toEqual([]);
  expect(
    run([{ kind: 'default-privilege', schema: null, owner: 'app', objects: 'TABLES', privilege: 'SELECT' }]),
  ).toEqual([]);
});

it('takes it from PUBLIC, and says that it used to be so', () => {
  expect(run(OPEN)).toMatchObject([
    {
      subject: ['public'],
      severity: 'warning',
      facts: { schemas: 1 },
      advice: {
        steps: [{ sql: 'REVOKE CREATE ON SCHEMA "public" FROM PUBLIC;' }],
        undo: [{ sql: 'GRANT CREATE ON SCHEMA "public" TO PUBLIC;' }],
      },
    },
  ]);
  expect(run(OPEN, { major: 14 })).toMatchObject([
    { detail: expect.stringContaining('Until PostgreSQL 14') },
  ]);
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run(OPEN, { engine: 'embedded' })).toHaveProperty('notApplicable');
});
