import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './log-holds-values';

/** As initdb leaves them. */
const DEFAULTS = {
  log_statement: 'none',
  log_min_duration_statement: -1,
  log_parameter_max_length: -1,
  log_parameter_max_length_on_error: 0,
};
const run = (over: Record<string, string | number> = {}, source = 'configuration file', engine = {}) =>
  rule.check(
    {
      settings: settings({ ...DEFAULTS, ...over }).map((row) => ({ ...row, context: 'superuser', source })),
    },
    context({ server: server(engine) }),
  );
const found = (over: Record<string, string | number>) =>
  expectFindings(run(over)).map(({ subject, severity }) => [subject[0], severity]);

it('is quiet about the defaults, about changes of the schema, and about slow statements', () => {
  expect(run()).toEqual([]);
  expect(run({ log_statement: 'ddl', log_min_duration_statement: 1 })).toEqual([]);
});

it.each([
  [{ log_statement: 'all' }, [['log_statement', 'warning']]],
  [{ log_statement: 'mod' }, [['log_statement', 'warning']]],
  [{ log_min_duration_statement: 0 }, [['log_min_duration_statement', 'warning']]],
  [{ log_statement: 'all', log_parameter_max_length: 0 }, [['log_statement', 'notice']]],
  [{ log_parameter_max_length_on_error: -1 }, [['log_parameter_max_length_on_error', 'notice']]],
  [{ log_parameter_max_length_on_error: 64 }, [['log_parameter_max_length_on_error', 'notice']]],
] as const)('%j', (over, expected) => {
  expect(found(over)).toEqual(expected);
});

it('sets what still explains a slow minute, by a reload', () => {
  const [finding] = expectFindings(run({ log_min_duration_statement: 0 }));
  expect(finding).toMatchObject({
    facts: { settings: 1 },
    advice: { steps: [{ sql: 'ALTER SYSTEM SET "log_min_duration_statement" = 1000;' }, {}] },
  });
  expect(finding?.detail).toContain('Bind parameters are written');
});

it('does not know where only our role has a value, or where it was not read, and leaves the engine of Chunkwise', () => {
  expect(run({}, 'user')).toHaveProperty('notRun');
  expect(rule.check({ settings: [] }, context())).toHaveProperty('notRun');
  expect(run({ log_statement: 'all' }, 'default', { engine: 'embedded' })).toHaveProperty('notApplicable');
});
