import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, settings, snapshotOf } from '../testing/rows';
import rule from './file-error';

type Line = Parameters<typeof rule.check>[0]['configurationFiles'][number];
const line = (over: Partial<Line> = {}): Line => ({
  name: 'work_mem',
  setting: '4MB',
  file: '/data/postgresql.conf',
  line: 12,
  isApplied: true,
  error: null,
  ...over,
});
const wrong = (over: Partial<Line> = {}) =>
  line({ isApplied: false, error: 'setting could not be applied', ...over });
const run = (
  configurationFiles: readonly Line[],
  pending: readonly string[] = [],
  over: Parameters<typeof server>[0] = {},
) =>
  rule.check(
    {
      configurationFiles,
      settings: settings({ max_connections: 100, work_mem: 4_096 }).map((row) => ({
        ...row,
        isPendingRestart: pending.includes(row.name),
      })),
    },
    context({ server: server(over) }),
  );

describe('settings/file-error', () => {
  it('is quiet about lines that are taken over, or that a later one replaces', () => {
    expect(run([])).toEqual([]);
    expect(run([line(), line({ isApplied: false })])).toEqual([]);
  });

  it('takes what only waits for a restart for no mistake', () => {
    const waiting = wrong({ name: 'Max_Connections', setting: '90' });
    expect(run([waiting], ['max_connections'])).toEqual([]);
    expect(run([waiting])).toHaveLength(1);
    expect(
      run([wrong({ name: 'max_connections', error: 'unrecognized' })], ['max_connections']),
    ).toHaveLength(1);
  });

  it('names the lines, and where a name is missing the place', () => {
    expect(
      run([wrong(), wrong({ name: null, setting: null, line: 13, error: 'syntax error' })]),
    ).toMatchObject([
      {
        subject: ['postgresql'],
        severity: 'critical',
        title: 'Mend 2 lines of the configuration before the next start',
        detail: expect.stringContaining(
          'work_mem (/data/postgresql.conf, line 12): setting could not be applied; a line (/data/postgresql.conf, line 13): syntax error.',
        ),
        facts: { lines: 2 },
      },
    ]);
    expect(run(Array.from({ length: 7 }, () => wrong()))).toMatchObject([
      { detail: expect.stringContaining('; and 2 more.') },
    ]);
  });

  it('does not know without the grant, and does not apply to the engine of Chunkwise', () => {
    const snapshot = snapshotOf({ settings: [] });
    const refused = {
      ...snapshot,
      artifacts: {
        ...snapshot.artifacts,
        configurationFiles: { status: 'unavailable' as const, reason: 'denied' },
      },
    };
    expect(runRule(rule, refused, NOW_MS, {}).outcome).toMatchObject({ status: 'not-run' });
    expect(run([wrong()], [], { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
