import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { extension } from '../testing/server-rows';
import rule from './views-depend-on-catalog';

type Dependent = Parameters<typeof rule.check>[0]['extensionDependents'][number];
const view = (name: string): Dependent => ({
  schema: 'reports',
  name,
  kind: 'view',
  reads: ['timescaledb_information.jobs'],
});
const run = (
  extensionDependents: readonly Dependent[],
  version: Parameters<typeof timescale>[0] = '2.23.0',
  defaultVersion: string | null = version ?? null,
) =>
  rule.check(
    { extensionDependents, extensions: [extension({ defaultVersion })] },
    context({ server: server({ timescale: timescale(version) }) }),
  );

describe('versions/views-depend-on-catalog', () => {
  it('is quiet where nothing depends', () => {
    expect(run([])).toEqual([]);
  });

  it('names what reads which view', () => {
    expect(run([view('jobs_of_today')])).toMatchObject([
      {
        subject: ['timescaledb'],
        severity: 'notice',
        title: '1 object would make the update of TimescaleDB fail',
        detail: expect.stringContaining('reports.jobs_of_today (view, reads timescaledb_information.jobs)'),
        facts: { dependents: 1 },
      },
    ]);
  });

  it('warns when an update is at hand, and names ten at most', () => {
    expect(run([view('a')], '2.23.0', '2.24.0')).toMatchObject([{ severity: 'warning' }]);
    const many = Array.from({ length: 12 }, (_, at) => view(`v${at}`));
    expect(run(many)).toMatchObject([
      { detail: expect.stringContaining('; and 2 more.'), facts: { dependents: 12 } },
    ]);
  });

  it('does not apply from 2.28, whose scripts detach their views', () => {
    expect(run([view('a')], '2.27.2')).toHaveLength(1);
    expect(run([view('a')], '2.28.0')).toHaveProperty('notApplicable');
  });
});
