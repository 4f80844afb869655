import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import rule from './view-past-row-policies';

type Row = Parameters<typeof rule.check>[0]['definerViews'][number];
const row = (over: Partial<Row> = {}): Row => ({
  schema: 'public',
  name: 'all_notes',
  owner: 'app',
  exemptAs: 'table owner',
  tables: ['tenants.notes'],
  publicMayRead: false,
  isInvokerRefused: false,
  ...over,
});
const run = (rows: readonly Row[], over: Parameters<typeof server>[0] = {}) =>
  rule.check({ definerViews: rows }, context({ server: server(over) }));

it('is quiet where no view reads past policies', () => {
  expect(run([])).toEqual([]);
});

it('lets the view read as whoever asks, and goes back to what was written down', () => {
  const [finding] = expectFindings(run([row()]));
  expect(finding).toMatchObject({
    subject: ['public', 'all_notes'],
    severity: 'warning',
    facts: { tables: 1 },
    advice: {
      steps: [{ sql: 'ALTER VIEW "public"."all_notes" SET (security_invoker = true);' }],
      undo: [{ sql: 'ALTER VIEW "public"."all_notes" RESET (security_invoker);' }],
    },
  });
  expect(finding?.detail).toContain('FORCE ROW LEVEL SECURITY');
  const [refused] = expectFindings(run([row({ isInvokerRefused: true })]));
  expect(refused?.advice?.undo).toEqual([
    { sql: 'ALTER VIEW "public"."all_notes" SET (security_invoker = false);' },
  ]);
});

it('says who sees the rows and why, in a few names', () => {
  const tables = ['a.a', 'a.b', 'a.c', 'a.d', 'a.e', 'a.f'];
  const [finding] = expectFindings(run([row({ tables, exemptAs: 'superuser', publicMayRead: true })]));
  expect(finding?.detail).toContain('a.e, … as app, which is a superuser');
  expect(finding?.detail).toContain('Everybody may read');
  expect(finding?.facts.tables).toBe(6);
});

it('has words and no SQL before PostgreSQL 15', () => {
  const [finding] = expectFindings(run([row({ isInvokerRefused: null })], { major: 14 }));
  expect(finding?.advice).toBeUndefined();
  expect(finding?.detail).toContain('OWNER TO');
});

it('does not apply to the engine of Chunkwise', () => {
  expect(run([row()], { engine: 'embedded' })).toHaveProperty('notApplicable');
});
