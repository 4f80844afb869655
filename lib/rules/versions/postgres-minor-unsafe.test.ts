import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import rule from './postgres-minor-unsafe';

const run = (version: number, over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {},
    context({ server: server({ versionNumber: version, major: Math.floor(version / 10_000), ...over }) }),
  );
const found = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('versions/postgres-minor-unsafe', () => {
  it('is quiet on the newest minor, and finds the one before it', () => {
    expect(found(170_012)).toBeUndefined();
    expect(found(170_011)).toMatchObject({
      subject: ['postgresql'],
      severity: 'warning',
      title: 'Upgrade PostgreSQL from 17.11 to 17.12',
      facts: { minor: 11, secureMinor: 12 },
    });
    expect(found(170_011)?.detail).toMatch(/^1 release of PostgreSQL 17 has come since 17\.11/);
  });

  it('does not know a minor or major that came after the list', () => {
    expect(run(170_013)).toEqual({
      notRun: 'PostgreSQL 17.13 is not in the list of releases that Chunkwise knows (as of 2026-11-22)',
    });
    expect(run(190_000)).toHaveProperty('notRun');
    expect(run(120_022)).toHaveProperty('notRun');
  });

  it('is critical on a minor whose structures break extensions, where TimescaleDB is one', () => {
    expect(found(160_005)).toMatchObject({ severity: 'critical' });
    expect(found(160_005, { timescale: null })).toMatchObject({ severity: 'warning' });
    expect(found(160_006)).toMatchObject({ severity: 'warning' });
  });

  it('knows that the newest 15 fails the jobs of TimescaleDB, and says so before it sends anyone there', () => {
    expect(found(150_020)).toMatchObject({
      severity: 'warning',
      title: 'PostgreSQL 15.20 and TimescaleDB do not go together',
    });
    expect(found(150_020, { timescale: null })).toBeUndefined();
    expect(found(150_018)?.detail).toContain('But 15.20 records every background job');
    expect(found(150_018, { timescale: null })?.detail).not.toContain('test it first');
  });

  it('leaves the embedded engine alone', () => {
    expect(run(170_005, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
