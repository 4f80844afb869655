import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './default-unsuited';

type Setting = ReturnType<typeof settings>[number];
const row = (name: string, value: string, over: Partial<Setting> = {}) =>
  settings({ [name]: value }).map((one) => ({
    ...one,
    source: 'default',
    context: 'user',
    bootValue: value,
    ...over,
  }));
const check = (rows: readonly Setting[], over: Parameters<typeof server>[0] = {}) => {
  const result = rule.check({ settings: rows }, context({ server: server(over) }));
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('settings/default-unsuited', () => {
  it('is quiet on values that somebody chose, the default’s as well', () => {
    expect(check(row('random_page_cost', '1.1'))).toEqual([]);
    expect(check(row('random_page_cost', '4', { source: 'configuration file' }))).toEqual([]);
    expect(check(row('jit', 'on', { source: 'configuration file' }))).toEqual([]);
  });

  it('finds the cost of a spinning disk, without being sure that there is none', () => {
    expect(check(row('random_page_cost', '4'))).toMatchObject([
      {
        subject: ['random_page_cost'],
        severity: 'notice',
        confidence: 'low',
        facts: { pageCost: 4, ioConcurrency: null },
        advice: {
          steps: [{ sql: `ALTER SYSTEM SET "random_page_cost" = '1.1';` }, {}],
          verify: { expect: '1.1 — in a new session' },
        },
      },
    ]);
  });

  it('goes by the disks where the profile names them', () => {
    const on = (diskKind: 'ssd' | 'hdd') =>
      rule.check({ settings: row('random_page_cost', '4') }, context({ profile: { diskKind } }));
    expect(on('ssd')).toMatchObject([{ confidence: 'medium' }]);
    expect(on('hdd')).toEqual([]);
  });

  it('leaves the concurrency of PostgreSQL 18 alone', () => {
    expect(check(row('effective_io_concurrency', '1'))).toHaveLength(1);
    expect(check(row('effective_io_concurrency', '1'), { major: 18 })).toEqual([]);
    expect(check(row('effective_io_concurrency', '16'), { major: 18 })).toEqual([]);
  });

  it('turns compilation off where TimescaleDB is, also where our own guards hide the source', () => {
    const hidden = { source: 'session', isFromAlterSystem: null };
    expect(check(row('jit', 'on', hidden))).toMatchObject([
      { subject: ['jit'], advice: { undo: [{ sql: `ALTER SYSTEM SET "jit" = 'on';` }, {}] } },
    ]);
    expect(check(row('jit', 'off', { ...hidden, bootValue: 'on' }))).toEqual([]);
    expect(check(row('jit', 'on'), { timescale: null })).toEqual([]);
  });

  it('offers lz4 only to a server that was built with it', () => {
    const allowed = (...allowedValues: string[]) =>
      check(row('default_toast_compression', 'pglz', { allowedValues }));
    expect(allowed('pglz', 'lz4')).toHaveLength(1);
    expect(allowed('pglz')).toEqual([]);
    expect(check(row('default_toast_compression', 'pglz', { allowedValues: null }))).toEqual([]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(rule.check({ settings: [] }, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
  });
});
