import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { installation } from '../testing/server-rows';
import rule from './catalog-mismatch';

const run = (catalogVersion: string | null, version: Parameters<typeof timescale>[0] = '2.23.0') =>
  rule.check(
    { timescaleInstallation: [installation({ catalogVersion })] },
    context({ server: server({ timescale: timescale(version) }) }),
  );

describe('versions/catalog-mismatch', () => {
  it('is quiet where both are the same', () => {
    expect(run('2.23.0')).toEqual([]);
  });

  it('is critical where they differ, and gives no SQL', () => {
    expect(run('2.22.1')).toMatchObject([
      {
        subject: ['timescaledb'],
        severity: 'critical',
        title: 'The catalog is of TimescaleDB 2.22.1, the extension of 2.23.0',
      },
    ]);
    expect(run('2.22.1')).not.toHaveProperty('0.advice');
  });

  it('does not apply before 2.13, and does not know where the catalog says nothing', () => {
    expect(run(null, '2.12.2')).toHaveProperty('notApplicable');
    expect(run(null, '2.13.0')).toHaveProperty('notRun');
    expect(
      rule.check({ timescaleInstallation: [] }, context({ server: server({ timescale: null }) })),
    ).toHaveProperty('notApplicable');
  });
});
