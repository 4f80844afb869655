import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import rule from './default-privileges-public';

type Row = Parameters<typeof rule.check>[0]['publicGrants'][number];
const row = (over: Partial<Row> = {}): Row => ({
  kind: 'default-privilege',
  schema: 'shop',
  owner: 'app',
  objects: 'TABLES',
  privilege: 'SELECT',
  ...over,
});
const run = (rows: readonly Row[], over: Parameters<typeof server>[0] = {}) =>
  rule.check({ publicGrants: rows }, context({ server: server(over) }));

it('is quiet about schemas, which another rule judges', () => {
  expect(run([row({ kind: 'schema', objects: null, privilege: 'CREATE' })])).toEqual([]);
});

it('takes it back where it was given: in a schema, or in all', () => {
  expect(run([row(), row({ schema: null })])).toMatchObject([
    {
      subject: ['app', 'shop', 'TABLES', 'SELECT'],
      severity: 'warning',
      facts: { privileges: 2 },
      advice: {
        steps: [
          {
            sql: 'ALTER DEFAULT PRIVILEGES FOR ROLE "app" IN SCHEMA "shop" REVOKE SELECT ON TABLES FROM PUBLIC;',
          },
        ],
      },
    },
    {
      subject: ['app', '*', 'TABLES', 'SELECT'],
      advice: {
        steps: [{ sql: 'ALTER DEFAULT PRIVILEGES FOR ROLE "app" REVOKE SELECT ON TABLES FROM PUBLIC;' }],
      },
    },
  ]);
});

it('gives no SQL in words that it does not know', () => {
  expect(expectFindings(run([row({ privilege: 'DANCE' })]))[0]?.advice).toBeUndefined();
  expect(expectFindings(run([row({ objects: null })]))[0]?.advice).toBeUndefined();
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run([row()], { engine: 'embedded' })).toHaveProperty('notApplicable');
});
