import { describe, expect, it } from 'vitest';
import { advisoriesOf, releaseAdvisories } from '../shared/versions/release-advisories';
import { context, server, timescale } from '../testing/context';
import { aggregate, hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
import { installation } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import rule from './release-advisory';

type Artifacts = Parameters<typeof rule.check>[0];
type Version = Parameters<typeof timescale>[0];

const run = (version: Version, artifacts: Partial<Artifacts> = {}, over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
      hypertables: [],
      continuousAggregates: [],
      jobs: [],
      settings: [],
      settingOverrides: [],
      timescaleInstallation: [installation()],
      ...artifacts,
    },
    context({ server: server({ timescale: timescale(version), ...over }) }),
  );
const only = (...given: Parameters<typeof run>) => {
  const result = run(...given);
  if (!('length' in result) || !result[0])
    throw new Error(`expected a finding, got ${JSON.stringify(result)}`);
  return result[0];
};

describe('the list of advisories', () => {
  it('names each fault once, and sends nobody to a release that it does not know', () => {
    const ids = releaseAdvisories.advisories.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const number = (version: string) =>
      version
        .split('.')
        .map((part) => part.padStart(3, '0'))
        .join('.');
    for (const { id, from, fixedIn } of releaseAdvisories.advisories) {
      expect(number(fixedIn) <= number(releaseAdvisories.newestRelease), id).toBe(true);
      expect(from === null || number(from) < number(fixedIn), id).toBe(true);
    }
  });

  it('holds a release to the ranges of the change log', () => {
    const ids = (version: string, major = 17, minor = 0) =>
      advisoriesOf(version, { major, versionNumber: major * 10_000 + minor }).map(({ id }) => id);
    expect(ids('2.29.2')).toEqual([]);
    expect(ids('2.29.1')).toEqual(['skipscan-uncompressed-rows', 'comparison-is-null']);
    expect(ids('2.29.0')).toContain('chunk-function-permissions');
    expect(ids('2.25.2')).not.toContain('update-scripts-search-path');
    expect(ids('2.25.1')).toContain('update-scripts-search-path');
    expect(ids('2.25.2')).not.toContain('columnar-index-scan');
    expect(ids('2.26.0')).toContain('columnar-index-scan');
    expect(ids('2.27.2')).not.toContain('columnar-index-scan');
    expect(ids('2.24.0', 16)).toEqual(expect.arrayContaining(['partial-chunk-delete', 'join-planning']));
    expect(ids('2.24.0', 15)).not.toContain('join-planning');
    expect(ids('2.24.0', 17)).not.toContain('partial-chunk-delete');
  });

  it('holds a fault that came with minor releases of PostgreSQL to those and later ones', () => {
    const isSlow = (major: number, minor: number, version = '2.21.3') =>
      advisoriesOf(version, { major, versionNumber: major * 10_000 + minor }).some(
        ({ id }) => id === 'selectivity-new-minors',
      );
    expect([isSlow(15, 13), isSlow(15, 14), isSlow(16, 9), isSlow(16, 10)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect([isSlow(17, 5), isSlow(17, 6), isSlow(17, 10), isSlow(14, 19)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isSlow(17, 6, '2.21.4')).toBe(false);
  });

  it('tells of a comparison that IS NULL from the oldest release on', () => {
    // Seen on 2.11.2, 2.19.3 and 2.28.3: of ten rows that match, none is found once their chunk is compressed.
    for (const version of ['2.11.2', '2.19.3', '2.28.3'])
      expect(advisoriesOf(version, { major: 15, versionNumber: 150_020 }).map(({ id }) => id)).toContain(
        'comparison-is-null',
      );
    expect(advisoriesOf('2.19.3', { major: 15, versionNumber: 150_020 }).map(({ id }) => id)).not.toContain(
      'skipscan-uncompressed-rows',
    );
  });
});

describe('versions/release-advisory', () => {
  it('is quiet on the newest release', () => {
    expect(run('2.29.2')).toEqual([]);
  });

  it('does not know a release that came after the list', () => {
    expect(run('2.29.3')).toEqual({
      notRun:
        'TimescaleDB 2.29.3 is newer than the change log that Chunkwise knows (2.29.2, read on 2026-08-20)',
    });
  });

  it('does not apply without TimescaleDB, or to the engine that comes with Chunkwise', () => {
    expect(run('2.23.0', {}, { timescale: null })).toHaveProperty('notApplicable');
    expect(run('2.23.0', {}, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });

  it('tells the faults of features in use, the worst first, and where to go', () => {
    const found = only('2.28.0', { hypertables: [hypertable()] });
    expect(found).toMatchObject({
      subject: ['timescaledb'],
      severity: 'critical',
      confidence: 'medium',
      title: 'TimescaleDB 2.28.0 has 9 known faults that later releases mend',
      facts: { securityFaults: 1, dataFaults: 2, resultFaults: 4, otherFaults: 0, faultsElsewhere: 2 },
    });
    expect(found.detail).toMatch(
      /^Upgrade to 2\.29\.2\..*\nSecurity: .*\nLost or broken data: A DELETE whose subquery/,
    );
    expect(found.detail).toContain(
      '(mended in 2.29.2; until then set timescaledb.enable_compressed_skipscan to off)',
    );
    expect(found.detail).toContain(
      '2 more of features that are not known to be in use: direct compress insert (use not known), continuous aggregates (not in use).',
    );
    expect(found.advice).toBeUndefined();
  });

  it('only notices faults of features that nothing here uses', () => {
    expect(only('2.29.1')).toMatchObject({
      severity: 'notice',
      facts: { resultFaults: 0, faultsElsewhere: 2 },
    });
    expect(only('2.29.1', { hypertables: [hypertable()] })).toMatchObject({
      severity: 'warning',
      confidence: 'medium',
      facts: { resultFaults: 2, faultsElsewhere: 0 },
    });
    expect(only('2.29.1', { hypertables: [hypertable({ columnstoreEnabled: false })] }).severity).toBe(
      'notice',
    );
  });

  it('takes use from aggregates, jobs and settings, and says where it cannot know', () => {
    const bare = only('2.26.1').facts.faultsElsewhere ?? 0;
    const using = (artifacts: Partial<Artifacts>) =>
      bare - (only('2.26.1', artifacts).facts.faultsElsewhere ?? 0);
    expect(using({ jobs: [job({ jobId: 3 })] })).toBe(0);
    expect(using({ jobs: [job()] })).toBe(3);
    expect(using({ continuousAggregates: [aggregate()] })).toBe(3);
    expect(using({ settings: settings({ 'timescaledb.enable_direct_compress_insert': 'on' }) })).toBe(1);
    expect(using({ settings: settings({ 'timescaledb.enable_direct_compress_copy': 'on' }) })).toBe(0);
    const scan = settings({ 'timescaledb.enable_columnarindexscan': 'on' });
    expect(
      using({ hypertables: [hypertable()], settings: scan }) - using({ hypertables: [hypertable()] }),
    ).toBe(1);
    expect(only('2.26.1', { continuousAggregates: null }).detail).toContain(
      'continuous aggregates (use not known)',
    );
  });

  it('tells what the way to the newest release meets', () => {
    expect(only('2.27.2').detail).toContain(
      '\nOn the way to 2.29.2: The script of 2.28.0 renames the constraints of all chunks under one lock',
    );
    expect(only('2.28.2').detail).not.toContain('On the way');
    expect(
      only('2.24.0', { timescaleInstallation: [installation({ hasNarrowJobHistory: true })] }, { major: 15 })
        .detail,
    ).toContain('because the view job_errors reads it');
  });

  it('knows that an old PostgreSQL ends the way', () => {
    const found = only('2.28.3', { hypertables: [hypertable()] }, { major: 15 });
    expect(found.detail).toMatch(
      /^The newest release for PostgreSQL 15 is 2\.28\.3; 4 faults of these are mended only in releases for later majors\./,
    );
    expect(only('2.28.2', {}, { major: 15 }).detail).toContain(
      'The newest release for PostgreSQL 15 is 2.28.3',
    );
  });
});
