import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { job } from '../testing/job-rows';
import { settings } from '../testing/setting-rows';
import rule from './job-logging-off';

const NAME = 'timescaledb.enable_job_execution_logging';
const run = (
  value: string | null,
  jobs = [job()],
  version: Parameters<typeof timescale>[0] = '2.23.0',
  over: Parameters<typeof server>[0] = {},
) =>
  rule.check(
    {
      settings:
        value === null ? [] : settings({ [NAME]: value }).map((row) => ({ ...row, context: 'sighup' })),
      jobs,
    },
    context({ server: server({ timescale: timescale(version), ...over }) }),
  );

describe('settings/job-logging-off', () => {
  it('is quiet where runs are kept', () => {
    expect(run('on')).toEqual([]);
  });

  it('notices where they are not', () => {
    expect(run('off')).toMatchObject([
      {
        subject: [NAME],
        severity: 'notice',
        facts: { jobs: 1 },
        advice: {
          steps: [{ sql: `ALTER SYSTEM SET "timescaledb"."enable_job_execution_logging" = 'on';` }, {}],
          worsens: expect.stringContaining('up to 1,000 successes'),
        },
      },
    ]);
    expect(run('off', [job()], '2.22.1')).toMatchObject([
      { advice: { worsens: expect.stringContaining('only once a month') } },
    ]);
  });

  it('does not apply without jobs of users, or where no history is kept at all', () => {
    expect(run('off', [job({ jobId: 3 }), job({ scheduled: false })])).toHaveProperty('notApplicable');
    expect(run('off', [job()], '2.14.2')).toHaveProperty('notApplicable');
    expect(run('off', [job()], '2.23.0', { engine: 'embedded' })).toHaveProperty('notApplicable');
  });

  it('cannot look where TimescaleDB was not preloaded', () => {
    expect(run(null)).toHaveProperty('notRun');
  });
});
