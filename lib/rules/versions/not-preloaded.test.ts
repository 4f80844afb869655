import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { extension } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import rule from './not-preloaded';

type Setting = ReturnType<typeof settings>[number];
const run = (
  libraries: string | null,
  over: Partial<Setting> = {},
  engine: 'server' | 'embedded' = 'server',
) =>
  rule.check(
    {
      settings:
        libraries === null
          ? []
          : settings({ shared_preload_libraries: libraries }).map((row) => ({ ...row, ...over })),
      extensions: [extension()],
    },
    context({ server: server({ engine }) }),
  );

describe('versions/not-preloaded', () => {
  it('is quiet where it is in the list, however it is written', () => {
    for (const list of [
      'timescaledb',
      'pg_stat_statements, timescaledb',
      '"$libdir/timescaledb"',
      '$libdir/timescaledb.so',
    ])
      expect(run(list), list).toEqual([]);
  });

  it('does not take a name that only begins like it', () => {
    expect(run('timescaledb_toolkit')).toMatchObject([{ severity: 'critical' }]);
  });

  it('adds it at the end and keeps what was there', () => {
    expect(run('pg_stat_statements, "odd name"')).toMatchObject([
      {
        subject: ['shared_preload_libraries'],
        facts: { libraries: 2 },
        advice: {
          steps: [
            {
              sql: `ALTER SYSTEM SET "shared_preload_libraries" = 'pg_stat_statements', 'odd name', 'timescaledb';`,
            },
          ],
          undo: [{ sql: 'ALTER SYSTEM RESET "shared_preload_libraries";' }],
        },
      },
    ]);
  });

  it('never writes an empty list, which would keep the server from starting', () => {
    expect(run('', { isFromAlterSystem: null })).toMatchObject([
      { advice: { undo: [{ sql: 'ALTER SYSTEM RESET "shared_preload_libraries";' }] } },
    ]);
    expect(run('auto_explain', { isFromAlterSystem: true })).toMatchObject([
      { advice: { undo: [{ sql: `ALTER SYSTEM SET "shared_preload_libraries" = 'auto_explain';` }] } },
    ]);
  });

  it('gives no SQL that the command line would override', () => {
    const result = run('', { source: 'command line' });
    expect(result).toMatchObject([{ detail: expect.stringContaining('command line') }]);
    expect(result).not.toHaveProperty('0.advice');
  });

  it('cannot look where the list is hidden, and does not apply elsewhere', () => {
    expect(run(null)).toHaveProperty('notRun');
    expect(run('', {}, 'embedded')).toHaveProperty('notApplicable');
    expect(rule.check({ settings: [], extensions: [] }, context())).toHaveProperty('notApplicable');
  });
});
