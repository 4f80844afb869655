import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './autovacuum-off';

const run = (values: Readonly<Record<string, string>>, over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      settings: settings({ autovacuum: 'on', track_counts: 'on', ...values }).map((row) => ({
        ...row,
        context: 'sighup',
      })),
    },
    context({ server: server(over) }),
  );

describe('settings/autovacuum-off', () => {
  it('is quiet while it is on', () => {
    expect(run({})).toEqual([]);
  });

  it('is critical when it is off, or has no counters to go by', () => {
    for (const name of ['autovacuum', 'track_counts'])
      expect(run({ [name]: 'off' }), name).toMatchObject([
        {
          subject: [name],
          severity: 'critical',
          facts: { settingsOff: 1 },
          advice: { steps: [{ sql: `ALTER SYSTEM SET "${name}" = 'on';` }, {}] },
        },
      ]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(run({ autovacuum: 'off' }, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
