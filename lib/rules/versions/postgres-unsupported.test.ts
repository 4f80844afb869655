import { describe, expect, it } from 'vitest';
import { postgresReleases, supportedMajors } from '../shared/versions/postgres-releases';
import { context, server, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import rule from './postgres-unsupported';

const run = (day: string, over: Parameters<typeof server>[0] = {}) =>
  rule.check({}, context({ nowMs: Date.parse(day), server: server(over) }));
const found = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('the list of PostgreSQL releases', () => {
  it('goes upwards without a gap', () => {
    const majors = postgresReleases.majors.map(({ major }) => major);
    expect(majors).toEqual(majors.map((_, at) => (majors[0] ?? 0) + at));
    for (const { newestMinor, secureMinor } of postgresReleases.majors)
      expect(secureMinor).toBeLessThanOrEqual(newestMinor);
  });

  it('knows which majors a release of TimescaleDB runs on', () => {
    expect(supportedMajors('2.9.0')).toBeNull();
    expect(supportedMajors('2.11.2')).toEqual([12, 13, 14, 15]);
    expect(supportedMajors('2.19.3')).toEqual([14, 15, 16, 17]);
    expect(supportedMajors('2.20.0')).toEqual([15, 16, 17]);
    expect(supportedMajors('2.28.3')).toEqual([15, 16, 17, 18]);
    expect(supportedMajors('2.29.0')).toEqual([16, 17, 18]);
  });
});

describe('versions/postgres-unsupported', () => {
  it('is quiet more than half a year before the end', () => {
    expect(found('2026-11-30', { major: 17 })).toBeUndefined();
    expect(found('2029-05-11', { major: 17 })).toBeUndefined();
    expect(found('2029-05-12', { major: 17 })).toMatchObject({
      severity: 'notice',
      facts: { daysLeft: 180 },
    });
  });

  it('notices the end that comes, and warns once it has come', () => {
    expect(found('2029-11-08', { major: 17 })).toMatchObject({
      severity: 'notice',
      facts: { major: 17, daysLeft: 0 },
    });
    expect(found('2029-11-10', { major: 17 })).toMatchObject({
      severity: 'warning',
      facts: { daysLeft: -2 },
    });
    expect(found('2026-11-30', { major: 12, timescale: null })).toMatchObject({
      severity: 'warning',
      facts: { major: 12, daysLeft: null },
    });
  });

  it('warns where later releases of TimescaleDB do not run', () => {
    expect(found('2026-11-30', { major: 15, timescale: timescale('2.28.3') })?.detail).toContain(
      'TimescaleDB 2.29.0 and later, with all their fixes, do not run on PostgreSQL 15.',
    );
    expect(found('2026-11-30', { major: 15, timescale: null })).toBeUndefined();
  });

  it('warns of a pair that was never made for each other', () => {
    expect(found('2026-11-30', { major: 18, timescale: timescale('2.22.1') })?.detail).toContain(
      'TimescaleDB 2.22.1 is made for PostgreSQL 15, 16, 17, not for 18.',
    );
    // Of a release that is newer than the list nothing is known.
    expect(found('2026-11-30', { major: 18, timescale: timescale('2.31.0') })).toBeUndefined();
  });

  it('does not know a major that came after the list, and leaves the embedded engine alone', () => {
    expect(run('2026-11-30', { major: 19 })).toHaveProperty('notRun');
    expect(run('2026-11-30', { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
