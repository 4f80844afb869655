import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { extension } from '../testing/server-rows';
import rule from './extension-update-pending';

const check = (...extensions: Parameters<typeof rule.check>[0]['extensions']) => {
  const result = rule.check({ extensions }, context());
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('versions/extension-update-pending', () => {
  it('is quiet where the files are of the installed version, older, or gone', () => {
    expect(check(extension())).toEqual([]);
    expect(check(extension({ defaultVersion: '2.22.1' }))).toEqual([]);
    expect(check(extension({ defaultVersion: null }))).toEqual([]);
  });

  it('compares as versions, not as text', () => {
    expect(check(extension({ version: '2.9.3', defaultVersion: '2.10.0' }))).toHaveLength(1);
    expect(check(extension({ version: '2.10.0', defaultVersion: '2.9.3' }))).toEqual([]);
    expect(
      check(extension({ name: 'pg_stat_statements', version: '1.9', defaultVersion: '1.10' })),
    ).toHaveLength(1);
  });

  it('is critical where the update mends lost data or a hole, a warning otherwise, a notice for other extensions', () => {
    const severity = (version: string, defaultVersion: string, name = 'timescaledb') =>
      check(extension({ name, version, defaultVersion }))[0]?.severity;
    expect(severity('2.28.2', '2.28.3')).toBe('critical');
    expect(severity('2.29.1', '2.29.2')).toBe('warning');
    expect(severity('2.28.2', '2.28.3', 'postgis')).toBe('notice');
    expect(check(extension({ version: '2.29.1', defaultVersion: '2.29.2' }))[0]?.facts).toEqual({
      mendedFaults: 2,
    });
    expect(
      check(extension({ name: 'postgis', version: '3.4.1', defaultVersion: '3.5.0' }))[0]?.facts,
    ).toEqual({
      mendedFaults: null,
    });
  });

  it('updates to the version that is at hand, as the first command of a session', () => {
    const [found] = check(extension({ defaultVersion: '2.24.0' }));
    expect(found).toMatchObject({
      subject: ['timescaledb'],
      advice: {
        steps: [{ sql: `ALTER EXTENSION "timescaledb" UPDATE TO '2.24.0';`, transaction: 'none' }],
        undo: { impossible: expect.any(String) },
        verify: { expect: '2.24.0' },
      },
    });
    expect(found?.advice?.note).toContain('psql -X');
  });

  it('may run inside a transaction from 2.29', () => {
    const installed = server({ timescale: timescale('2.29.1') });
    const result = rule.check(
      { extensions: [extension({ version: '2.29.1', defaultVersion: '2.29.2' })] },
      context({ server: installed }),
    );
    expect('length' in result && result[0]?.advice?.steps[0]?.transaction).toBe('any');
  });

  it('says not-run when the extensions could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
