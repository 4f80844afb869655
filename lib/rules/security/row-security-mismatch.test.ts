import { expect, it } from 'vitest';
import { context } from '../testing/context';
import rule from './row-security-mismatch';

type Row = Parameters<typeof rule.check>[0]['rowSecurity'][number];
const row = (over: Partial<Row> = {}): Row => ({
  schema: 'public',
  name: 'orders',
  owner: 'app',
  isOn: true,
  isForced: false,
  policies: 1,
  ...over,
});
const run = (over: Partial<Row>) => rule.check({ rowSecurity: [row(over)] }, context());

it('is quiet where both fit, and where there is neither', () => {
  expect(run({})).toEqual([]);
  expect(run({ isOn: false, policies: 0 })).toEqual([]);
});

it('is critical about policies that nobody looks at', () => {
  expect(run({ isOn: false, policies: 2 })).toMatchObject([
    {
      subject: ['public', 'orders'],
      severity: 'critical',
      facts: { policies: 2 },
      advice: { steps: [{ sql: 'ALTER TABLE "public"."orders" ENABLE ROW LEVEL SECURITY;' }] },
    },
  ]);
});

it('notes a table that shows nothing, and who still sees it', () => {
  const [found] = [run({ policies: 0 })].flat();
  expect(found).toMatchObject({ severity: 'notice', detail: expect.stringContaining('its owner app') });
  expect(found).not.toHaveProperty('advice');
  expect(run({ policies: 0, isForced: true })).toMatchObject([
    { detail: expect.stringContaining('every role but superusers') },
  ]);
});
