import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, settings, snapshotOf } from '../testing/rows';
import rule from './data-at-risk';

const SAFE = {
  fsync: 'on',
  full_page_writes: 'on',
  zero_damaged_pages: 'off',
  ignore_checksum_failure: 'off',
};
const check = (values: Readonly<Record<string, string>> = {}, over: Parameters<typeof server>[0] = {}) => {
  const result = rule.check(
    { settings: settings({ ...SAFE, ...values }).map((row) => ({ ...row, context: 'sighup' })) },
    context({ server: server(over) }),
  );
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('settings/data-at-risk', () => {
  it('is quiet while the data is safe', () => {
    expect(check()).toEqual([]);
    expect(check({ synchronous_commit: 'off' })).toEqual([]);
  });

  it('is critical about each that is not', () => {
    for (const [name, safe] of Object.entries(SAFE))
      expect(check({ [name]: safe === 'on' ? 'off' : 'on' }), name).toMatchObject([
        {
          subject: [name],
          severity: 'critical',
          facts: { settingsAtRisk: 1 },
          advice: {
            steps: [{ sql: `ALTER SYSTEM SET "${name}" = '${safe}';` }, {}],
            verify: { expect: `${safe} — in a new session` },
          },
        },
      ]);
    expect(check({ fsync: 'off', full_page_writes: 'off' }).map(({ facts }) => facts.settingsAtRisk)).toEqual(
      [2, 2],
    );
  });

  it('does not know what could not be read, and does not apply to the engine of Chunkwise', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
    expect(rule.check({ settings: [] }, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
  });
});
