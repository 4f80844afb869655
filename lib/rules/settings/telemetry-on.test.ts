import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './telemetry-on';

const run = (level: string | null, over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      settings:
        level === null
          ? []
          : settings({ 'timescaledb.telemetry_level': level }).map((row) => ({ ...row, context: 'user' })),
    },
    context({ server: server(over) }),
  );

describe('settings/telemetry-on', () => {
  it('is quiet where it is off', () => {
    expect(run('off')).toEqual([]);
  });

  it('notices every other level', () => {
    for (const level of ['basic', 'no_functions'])
      expect(run(level), level).toMatchObject([
        {
          subject: ['timescaledb.telemetry_level'],
          severity: 'notice',
          facts: { levels: 1 },
          advice: {
            steps: [{ sql: `ALTER SYSTEM SET "timescaledb"."telemetry_level" = 'off';` }, {}],
            verify: { expect: 'off — in a new session' },
          },
        },
      ]);
  });

  it('does not apply where there is none', () => {
    expect(run(null)).toHaveProperty('notApplicable');
    expect(run('basic', { timescale: null })).toHaveProperty('notApplicable');
    expect(run('basic', { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
