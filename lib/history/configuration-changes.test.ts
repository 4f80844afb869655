import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { snapshotOf } from '@/lib/rules/testing/context';
import { role } from '@/lib/rules/testing/server-rows';
import { memorySetting, settingOverride, settings } from '@/lib/rules/testing/setting-rows';
import { type Configuration, configurationOf } from './configuration';
import { configurationChanges } from './configuration-changes';

type Read = Parameters<typeof snapshotOf>[0];

const read = (rows: Read, before: Configuration | null = null) => configurationOf(snapshotOf(rows), before);
const titles = (before: Read, now: Read) => {
  const known = read(before);
  return configurationChanges(known, read(now, known)).map(({ title }) => title);
};
const hostRule = (over: Partial<Row<'hostRules'>>): Row<'hostRules'> => ({
  file: null,
  line: 1,
  ruleNumber: null,
  connection: 'host',
  databases: ['all'],
  roles: ['all'],
  address: '10.0.0.0',
  netmask: '255.0.0.0',
  method: 'scram-sha-256',
  error: null,
  ...over,
});

describe('what changed of a configuration', () => {
  it('is nothing while all is as it was, and nothing of what is read for the first time', () => {
    const all: Read = { settings: settings({ jit: 'on' }), roles: [role()], hostRules: [hostRule({})] };
    expect(titles(all, all)).toEqual([]);
    expect(titles({}, all)).toEqual([]);
  });

  it('is another value of a setting, in its unit', () => {
    expect(
      titles(
        { settings: [memorySetting('shared_buffers', 16_384, '8kB'), ...settings({ jit: 'on' })] },
        { settings: [memorySetting('shared_buffers', 131_072, '8kB'), ...settings({ jit: 'off', new: 1 })] },
      ),
    ).toEqual(['shared_buffers became 1GB, was 128MB', 'jit became off, was on']);
  });

  it('is a setting that waits for a restart, once', () => {
    const [row] = settings({ max_connections: 100 });
    const waiting = row ? [{ ...row, isPendingRestart: true }] : [];
    expect(titles({ settings: settings({ max_connections: 100 }) }, { settings: waiting })).toEqual([
      'max_connections was changed and waits for a restart',
    ]);
    expect(titles({ settings: waiting }, { settings: waiting })).toEqual([]);
  });

  it('is not what our own session brings along, or what the server works out', () => {
    const of = (setting: string, over: Partial<Row<'settings'>>) => ({
      settings: settings({ application_name: setting }).map((row) => ({ ...row, ...over })),
    });
    expect(titles(of('a', { source: 'client' }), of('b', { source: 'client' }))).toEqual([]);
    expect(titles(of('a', { context: 'internal' }), of('b', { context: 'internal' }))).toEqual([]);
  });

  it('is a setting of a database or role that came, changed or went', () => {
    const ofRole = settingOverride({ databaseName: null, roleName: 'app', setting: '1GB' });
    expect(
      titles(
        { settingOverrides: [settingOverride({ name: 'jit', setting: 'off' }), ofRole] },
        { settingOverrides: [settingOverride(), { ...ofRole, setting: null }] },
      ),
    ).toEqual([
      'jit of database app is not set any more, was off',
      'work_mem of role app became a value that is not read, was 1GB',
      'work_mem of database app became 64MB, was not set',
    ]);
  });

  it('is what a role gained and lost, and all of what is gone', () => {
    const app = role({ name: 'app', canLogin: true, isSuperuser: false, granted: ['pg_maintain'] });
    expect(
      titles(
        { roles: [app, role({ name: 'old', canLogin: true, isSuperuser: false })] },
        { roles: [{ ...app, granted: [], replicates: true }] },
      ),
    ).toEqual(['Role app gained: replication', 'Role app lost: pg_maintain', 'Role old lost: sign-in']);
  });

  it('is told of a role whatever its name', () => {
    const names = ['constructor', '__proto__', 'toString'];
    const roles = names.map((name) => role({ name, canLogin: true, isSuperuser: false }));
    expect(titles({ roles: [] }, { roles })).toEqual(names.map((name) => `Role ${name} gained: sign-in`));
  });

  it('is a line of pg_hba.conf, and their order, by which the first that fits decides', () => {
    const [a, b] = [hostRule({}), hostRule({ line: 2, method: 'trust', address: 'all', netmask: null })];
    expect(titles({ hostRules: [a] }, { hostRules: [a, b] })).toEqual([
      'pg_hba.conf gained: host all all all trust',
    ]);
    expect(titles({ hostRules: [a, b] }, { hostRules: [b] })).toEqual([
      'pg_hba.conf lost: host all all 10.0.0.0 255.0.0.0 scram-sha-256',
    ]);
    expect(titles({ hostRules: [a, b] }, { hostRules: [b, a] })).toEqual([
      'The order of the lines in pg_hba.conf changed',
    ]);
  });

  it('is told once what could be read again: in between it is as it was', () => {
    const known = read({ settings: settings({ jit: 'on' }) });
    const blind = read({}, known);
    expect(configurationChanges(known, blind)).toEqual([]);
    expect(configurationChanges(blind, read({ settings: settings({ jit: 'off' }) }, blind))).toHaveLength(1);
  });

  it('says nothing of roles where there are more than are read', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => role({ name: `r${at}`, canLogin: true }));
    expect(titles({ roles: many.slice(1) }, { roles: many })).toEqual([]);
  });
});
