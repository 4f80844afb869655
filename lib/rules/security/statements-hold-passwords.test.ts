import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './statements-hold-passwords';

type Row = Parameters<typeof rule.check>[0]['statementPasswords'][number];
const run = (rows: readonly Row[], values: Record<string, string | number> | null = null) =>
  rule.check(
    { statementPasswords: rows, settings: values && settings(values) },
    context({ server: server({ extensionSchemas: { pg_stat_statements: 'sta"ts' } }) }),
  );

it('is quiet without such entries, and does not know without the view', () => {
  expect(run([{ entries: 0, roles: [] }])).toEqual([]);
  expect(run([])).toHaveProperty('notRun');
});

it('forgets those entries and no other, by the schema of the extension', () => {
  const [finding] = expectFindings(run([{ entries: 2, roles: ['ann', 'bob'] }]));
  expect(finding).toMatchObject({
    subject: ['pg_stat_statements'],
    severity: 'warning',
    facts: { entries: 2 },
    advice: { precheck: { expect: expect.stringMatching(/^2 — /) }, verify: { expect: '0' } },
  });
  expect(finding?.detail).toContain('by ann, bob.');
  expect(finding?.detail).not.toContain('log of the server');
  expect(finding?.advice?.steps[0]?.sql).toContain('"sta""ts"."pg_stat_statements_reset"');
});

it.each([
  [{ log_statement: 'ddl' }, 'log_statement is ddl'],
  [{ log_statement: 'none', log_min_duration_statement: 0 }, 'log_min_duration_statement is 0'],
])('says that the log holds them too: %j', (values, words) => {
  expect(expectFindings(run([{ entries: 1, roles: [] }], values))[0]?.detail).toContain(words);
});

it('says nothing of a log that has no such line', () => {
  const quiet = { log_statement: 'none', log_min_duration_statement: -1 };
  expect(expectFindings(run([{ entries: 1, roles: [] }], quiet))[0]?.detail).not.toContain('log of');
});
