import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { extension, installation } from '../testing/server-rows';
import rule from './extension-update-pending';

type Artifacts = Parameters<typeof rule.check>[0];
const run = (artifacts: Partial<Artifacts>) =>
  expectFindings(
    rule.check(
      { extensions: [], timescaleInstallation: [installation()], upgradeBlockers: [], ...artifacts },
      context(),
    ),
  );
const check = (...extensions: Artifacts['extensions']) => run({ extensions });
/** What is told of an update of TimescaleDB from one release to another. */
const update = (version: string, defaultVersion: string, artifacts: Partial<Artifacts> = {}) => {
  const [found] = run({ extensions: [extension({ version, defaultVersion })], ...artifacts });
  if (!found) throw new Error('expected a finding');
  return found;
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
      {
        extensions: [extension({ version: '2.29.1', defaultVersion: '2.29.2' })],
        timescaleInstallation: null,
        upgradeBlockers: null,
      },
      context({ server: installed }),
    );
    expect('length' in result && result[0]?.advice?.steps[0]?.transaction).toBe('any');
  });

  it('withholds the statement where the files are of a release whose scripts fail', () => {
    const found = update('2.27.2', '2.28.1');
    expect(found.title).toBe(
      'Make timescaledb ready for the update from 2.27.2 to 2.28.1, whose files are installed',
    );
    expect(found.detail).toContain('install the files of 2.28.3 or a later release instead');
    expect(found.advice).toBeUndefined();
    expect(update('2.27.2', '2.28.3').advice).toBeDefined();
    expect(update('2.28.0', '2.28.1').advice).toBeDefined();
  });

  it('tells of the lock of 2.28, and of nothing on the way between near releases', () => {
    expect(update('2.27.2', '2.28.3').detail).toContain('2.28.0-preugrade_rename_chunk_constraints.sql');
    expect(update('2.28.2', '2.29.2').detail).not.toContain('preugrade');
    expect(update('2.13.1', '2.14.0').detail).toContain('restart it before the update');
    expect(update('2.13.1', '2.14.2').detail).not.toContain('restart it before the update');
  });

  // Seen on servers: 2.11.2 → 2.19.3 loses the keys and the script brings them back; after 2.11.2 → 2.28.3 it cannot.
  it('tells that foreign keys get lost, and withholds the update after which nothing brings them back', () => {
    const keys = { timescaleInstallation: [installation({ hasColumnstoreForeignKeys: true })] };
    const mended = update('2.11.2', '2.19.3', keys);
    expect(mended.detail).toContain('2.15.X-fix_hypertable_foreign_keys.sql');
    expect(mended.advice).toBeDefined();
    const lost = update('2.14.2', '2.28.3', keys);
    expect(lost.detail).toContain('update to a release from 2.15.3 to 2.27 first');
    expect(lost.advice).toBeUndefined();
    expect(update('2.15.0', '2.28.3', keys).detail).not.toContain('foreign keys');
    expect(update('2.11.2', '2.28.3').detail).not.toContain('foreign keys');
    expect(update('2.11.2', '2.28.3').advice).toBeDefined();
  });

  // Seen on a server: 2.11.2 → 2.19.3 → 2.28.3 ends in this error, and goes through once the view is out.
  it('withholds the update that the job history of an old database ends', () => {
    const old = { timescaleInstallation: [installation({ hasNarrowJobHistory: true })] };
    const found = update('2.24.0', '2.28.3', old);
    expect(found.detail).toContain(
      'ALTER EXTENSION timescaledb DROP VIEW timescaledb_information.job_errors;',
    );
    expect(found.advice).toBeUndefined();
    expect(update('2.24.0', '2.28.3').advice).toBeDefined();
    expect(update('2.25.0', '2.28.3', old).advice).toBeDefined();
    expect(update('2.24.0', '2.29.0', old).advice).toBeDefined();
    expect(update('2.24.0', '2.28.3', { timescaleInstallation: null }).advice).toBeUndefined();
    const unread = 'Whether something in this database would end it in an error was not read.';
    expect(update('2.23.0', '2.23.1').detail).not.toContain(unread);
    expect(update('2.23.0', '2.23.1', { upgradeBlockers: null }).detail).toContain(unread);
  });

  it('withholds the update that an obstacle ends, and no other', () => {
    const blocker = {
      kind: 'hypercore-access-method' as const,
      blockedRelease: '2.22',
      schema: 'public',
      name: 'metrics',
      chunkTargetBytes: null,
      sparseIndex: null,
      sparseIndexWithout: null,
    };
    const found = update('2.20.0', '2.22.1', { upgradeBlockers: [blocker] });
    expect(found.detail).toContain(
      '1 obstacle that versions/upgrade-blocked tells would end it in an error.',
    );
    expect(found.advice).toBeUndefined();
    expect(update('2.20.0', '2.21.4', { upgradeBlockers: [blocker] }).advice).toBeDefined();
    expect(
      run({
        extensions: [extension({ name: 'postgis', version: '3.4.1', defaultVersion: '3.5.0' })],
        upgradeBlockers: [blocker],
      })[0]?.advice,
    ).toBeDefined();
  });

  it('says not-run when the extensions could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
