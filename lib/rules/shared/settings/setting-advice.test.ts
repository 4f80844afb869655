import { describe, expect, it } from 'vitest';
import { server } from '../../testing/context';
import { settings } from '../../testing/setting-rows';
import { overrideAdvice, scopeText, settingAdvice, settingLimits } from './setting-advice';

type Setting = ReturnType<typeof settings>[number];
const setting = (over: Partial<Setting> = {}): Setting => {
  const [row] = settings({ work_mem: 4_096 });
  if (!row) throw new Error('a row');
  return { ...row, unit: 'kB', context: 'user', ...over };
};
const advise = (over: Partial<Setting> = {}, major = 17) =>
  settingAdvice({ setting: setting(over), value: 16_384, worsens: 'Memory.' }, server({ major })).advice;

describe('settingAdvice', () => {
  it('reloads what a reload is enough for, and looks at the plain number', () => {
    expect(advise()).toMatchObject({
      precheck: { expect: '0 — ALTER SYSTEM has not set it yet' },
      steps: [
        { sql: 'ALTER SYSTEM SET "work_mem" = 16384;', transaction: 'none' },
        { sql: 'SELECT pg_reload_conf();', transaction: 'any' },
      ],
      undo: [{ sql: 'ALTER SYSTEM RESET "work_mem";' }, { sql: 'SELECT pg_reload_conf();' }],
      verify: {
        sql: `SELECT setting FROM pg_settings WHERE name = 'work_mem';`,
        expect: '16384 — in a new session',
      },
    });
    expect(advise()?.note).toContain('Managed services refuse ALTER SYSTEM');
  });

  it('warns of standbys that would not start', () => {
    expect(advise({ name: 'max_connections' })?.note).toContain('on standbys first');
    expect(advise()?.note).not.toContain('standbys');
  });

  it('asks for a restart where it takes one', () => {
    const advice = advise({ context: 'postmaster' });
    expect(advice?.steps).toHaveLength(1);
    expect(advice?.undo).toHaveLength(1);
    expect(advice?.verify.expect).toBe('16384 — after the restart');
    expect(advice?.note).toContain('restart of the server');
  });

  it('brings back a value that ALTER SYSTEM had set, or may have', () => {
    for (const isFromAlterSystem of [true, null]) {
      const advice = advise({ isFromAlterSystem });
      expect(advice?.precheck).toBeUndefined();
      expect(advice?.undo).toMatchObject([{ sql: 'ALTER SYSTEM SET "work_mem" = 4096;' }, {}]);
    }
  });

  it('gives nothing that another source would win over, and says which', () => {
    for (const source of ['command line', 'environment variable', 'database', 'user', 'database user']) {
      expect(advise({ source }), source).toBeUndefined();
      expect(settingLimits(setting({ source })), source).not.toBe('');
    }
    expect(advise({ context: 'internal' })).toBeUndefined();
    expect(settingLimits(setting())).toBe('');
    expect(settingLimits(setting({ isPendingRestart: true }))).toContain('waits for a restart');
  });

  it('names the grant that exists from PostgreSQL 15', () => {
    expect(advise({}, 14)?.role).toBe('superuser');
    expect(advise({}, 15)?.role).toContain('ALTER SYSTEM ON PARAMETER work_mem');
  });
});

describe('overrideAdvice', () => {
  it('takes a setting away from a database, a role, or a role in a database', () => {
    const sql = (databaseName: string | null, roleName: string | null) => {
      const advice = overrideAdvice({ databaseName, roleName, name: 'a.b', setting: "o'ff" }, 'Plans.');
      return [advice.steps[0]?.sql, 'impossible' in advice.undo ? null : advice.undo[0]?.sql].map(String);
    };
    expect(sql('my"db', null)).toEqual([
      'ALTER DATABASE "my""db" RESET "a"."b";',
      `ALTER DATABASE "my""db" SET "a"."b" = 'o''ff';`,
    ]);
    expect(sql(null, 'r')).toEqual([
      'ALTER ROLE "r" RESET "a"."b";',
      `ALTER ROLE "r" SET "a"."b" = 'o''ff';`,
    ]);
    expect(sql('d', 'r')).toEqual([
      'ALTER ROLE "r" IN DATABASE "d" RESET "a"."b";',
      `ALTER ROLE "r" IN DATABASE "d" SET "a"."b" = 'o''ff';`,
    ]);
    expect(sql(null, null)[0]).toBe('ALTER ROLE ALL RESET "a"."b";');
    expect(scopeText({ databaseName: 'd', roleName: 'r' })).toBe('role r in database d');
    expect(scopeText({ databaseName: null, roleName: null })).toBe('all roles');
  });
});
