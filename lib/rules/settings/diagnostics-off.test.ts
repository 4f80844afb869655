import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './diagnostics-off';

const RECORDED = {
  track_activities: 'on',
  track_io_timing: 'on',
  log_lock_waits: 'on',
  log_autovacuum_min_duration: 600_000,
  log_checkpoints: 'on',
};
const run = (values: Readonly<Record<string, number | string>> = {}) =>
  expectFindings(
    rule.check(
      { settings: settings({ ...RECORDED, ...values }).map((row) => ({ ...row, context: 'superuser' })) },
      context(),
    ),
  );

describe('settings/diagnostics-off', () => {
  it('is quiet while all is recorded, also every vacuum', () => {
    expect(run()).toEqual([]);
    expect(run({ log_autovacuum_min_duration: 0 })).toEqual([]);
    expect(expectFindings(rule.check({ settings: [] }, context()))).toEqual([]);
  });

  it.each([
    ['track_activities', 'off', 'warning', 'on'],
    ['track_io_timing', 'off', 'notice', 'on'],
    ['log_lock_waits', 'off', 'notice', 'on'],
    ['log_autovacuum_min_duration', '-1', 'notice', '600000'],
    ['log_checkpoints', 'off', 'notice', 'on'],
  ])('finds %s = %s', (name, blind, severity, advised) => {
    expect(run({ [name]: blind })).toMatchObject([
      {
        subject: [name],
        severity,
        facts: { diagnosticsOff: 1 },
        advice: { verify: { expect: `${advised} — in a new session` } },
      },
    ]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(rule.check({ settings: [] }, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
  });
});
