import { describe, expect, it } from 'vitest';
import { advisoriesOf, releaseAdvisories } from '../shared/versions/release-advisories';
import { context, server, timescale } from '../testing/context';
import { aggregate, hypertable } from '../testing/hypertable-rows';
import { job } from '../testing/job-rows';
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
    const ids = (version: string, major = 17) => advisoriesOf(version, major).map(({ id }) => id);
    expect(ids('2.29.2')).toEqual([]);
    expect(ids('2.29.1')).toEqual(['skipscan-uncompressed-rows']);
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
      title: 'TimescaleDB 2.28.0 has 8 known faults that later releases mend',
      facts: { securityFaults: 1, dataFaults: 2, resultFaults: 3, otherFaults: 0, faultsElsewhere: 2 },
    });
    expect(found.detail).toMatch(
      /^Upgrade to 2\.29\.2\..*\nSecurity: .*\nLost or broken data: A DELETE whose subquery/,
    );
    expect(found.detail).toContain(
      '(mended in 2.29.2; until then set timescaledb.enable_compressed_skipscan to off)',
    );
    expect(found.detail).toContain(
      '2 more of features that are not known to be in use: direct compress (use not known), continuous aggregates (not in use).',
    );
    expect(found.advice).toBeUndefined();
  });

  it('only notices faults of features that nothing here uses', () => {
    expect(only('2.29.1')).toMatchObject({
      severity: 'notice',
      facts: { resultFaults: 0, faultsElsewhere: 1 },
    });
    expect(only('2.29.1', { hypertables: [hypertable()] })).toMatchObject({
      severity: 'warning',
      confidence: 'high',
      facts: { resultFaults: 1, faultsElsewhere: 0 },
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
    const scan = settings({ 'timescaledb.enable_columnarindexscan': 'on' });
    expect(
      using({ hypertables: [hypertable()], settings: scan }) - using({ hypertables: [hypertable()] }),
    ).toBe(1);
    expect(only('2.26.1', { continuousAggregates: null }).detail).toContain(
      'continuous aggregates (use not known)',
    );
  });

  it('knows that an old PostgreSQL ends the way', () => {
    const found = only('2.28.3', { hypertables: [hypertable()] }, { major: 15 });
    expect(found.detail).toMatch(
      /^The newest release for PostgreSQL 15 is 2\.28\.3; 3 faults of these are mended only in releases for later majors\./,
    );
    expect(only('2.28.2', {}, { major: 15 }).detail).toContain(
      'The newest release for PostgreSQL 15 is 2.28.3',
    );
  });
});
