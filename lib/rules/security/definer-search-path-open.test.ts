import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import rule from './definer-search-path-open';

type Row = Parameters<typeof rule.check>[0]['definerFunctions'][number];
const row = (over: Partial<Row> = {}): Row => ({
  schema: 'public',
  name: 'pay',
  arguments: 'amount numeric',
  owner: 'app',
  isOwnerSuperuser: false,
  publicMayExecute: true,
  hasSearchPath: false,
  ...over,
});
const run = (rows: readonly Row[], over: Parameters<typeof server>[0] = {}) =>
  rule.check({ definerFunctions: rows }, context({ server: server(over) }));

it('is quiet where the path is fixed', () => {
  expect(run([row({ hasSearchPath: true })])).toEqual([]);
});

it('is critical only where everybody may call what a superuser owns', () => {
  const severity = (over: Partial<Row>) =>
    [run([row(over)])].flat().map((found) => 'severity' in found && found.severity);
  expect(severity({})).toEqual(['warning']);
  expect(severity({ isOwnerSuperuser: true })).toEqual(['critical']);
  expect(severity({ isOwnerSuperuser: true, publicMayExecute: false })).toEqual(['warning']);
});

it('fixes the path to what the function lies in, temporary objects last', () => {
  expect(run([row()])).toMatchObject([
    {
      subject: ['public', 'pay(amount numeric)'],
      advice: {
        steps: [
          {
            sql: 'ALTER ROUTINE "public"."pay"(amount numeric) SET search_path = "pg_catalog", "public", "pg_temp";',
          },
        ],
        undo: [{ sql: 'ALTER ROUTINE "public"."pay"(amount numeric) RESET search_path;' }],
      },
    },
  ]);
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run([row()], { engine: 'embedded' })).toHaveProperty('notApplicable');
});
