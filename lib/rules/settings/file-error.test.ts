import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { settings } from '../testing/setting-rows';
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
const run = (configurationFiles: readonly Line[], over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      configurationFiles,
      settings: settings({ max_connections: 100, work_mem: 4_096 }).map((row) => ({
        ...row,
        context: row.name === 'max_connections' ? 'postmaster' : 'user',
      })),
    },
    context({ server: server(over) }),
  );

describe('settings/file-error', () => {
  it('is quiet about lines that are taken over, or that a later one replaces', () => {
    expect(run([])).toEqual([]);
    expect(run([line(), line({ isApplied: false })])).toEqual([]);
  });

  it('takes what waits for a restart, or is overruled by the command line, for no mistake', () => {
    expect(run([wrong({ name: 'Max_Connections', setting: '90' })])).toEqual([]);
    expect(run([wrong({ name: 'Work_Mem' })])).toHaveLength(1);
    expect(run([wrong({ name: 'max_connections', error: 'unrecognized' })])).toHaveLength(1);
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
    expect(run([wrong()], { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
