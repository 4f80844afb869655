import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './wal-level-minimal';

const run = (values: Readonly<Record<string, number | string>>, over: Parameters<typeof server>[0] = {}) =>
  rule.check({ settings: settings(values) }, context({ server: server(over) }));

describe('settings/wal-level-minimal', () => {
  it('is quiet about levels that make backups possible', () => {
    for (const wal_level of ['replica', 'logical']) expect(run({ wal_level })).toEqual([]);
    expect(run({})).toEqual([]);
  });

  it('finds the lowest, and says that it takes a restart', () => {
    expect(run({ wal_level: 'minimal', max_wal_senders: 0 })).toMatchObject([
      {
        subject: ['wal_level'],
        severity: 'warning',
        facts: { senders: 0 },
        advice: {
          steps: [{ sql: `ALTER SYSTEM SET "wal_level" = 'replica';` }],
          verify: { expect: 'replica — after the restart' },
        },
      },
    ]);
    expect(run({ wal_level: 'minimal' })).toMatchObject([{ facts: { senders: null } }]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(run({ wal_level: 'minimal' }, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
