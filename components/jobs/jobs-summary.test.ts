import { describe, expect, it } from 'vitest';
import type { JobRow } from '@/lib/api/jobs';
import { jobName } from './job-name';
import { jobsSummary } from './jobs-summary';

const jobs = (...statuses: JobRow['status'][]) => statuses.map((status) => ({ status }));

describe('jobsSummary', () => {
  it('says what fails first', () => {
    expect(jobsSummary(jobs('failed', 'succeeded', 'paused'))).toBe('3 jobs, 1 failing, 1 switched off.');
  });

  it('does not say beside a stuck job that none fails', () => {
    expect(jobsSummary(jobs('stuck', 'succeeded'))).toBe('2 jobs, 1 stuck.');
  });

  it('never calls a job fine whose runs nobody recorded', () => {
    expect(jobsSummary(jobs('unknown', 'never-run'))).toBe(
      '2 jobs, 1 never ran, 1 with an outcome that is not known.',
    );
    expect(jobsSummary(jobs('succeeded', 'unknown'))).toBe(
      '2 jobs, none of those with a known outcome fails, 1 with an outcome that is not known.',
    );
  });
});

describe('jobName', () => {
  const job = {
    procedureSchema: 'public',
    procedureName: 'roll',
    hypertable: { schema: 'public', name: 'metrics' },
  };

  it('names a policy by what it works on, and a job of the user by its procedure', () => {
    expect(jobName({ ...job, kind: 'retention' })).toBe('retention of public.metrics');
    expect(jobName({ ...job, kind: 'custom' })).toBe('public.roll');
    expect(jobName({ ...job, kind: 'refresh', hypertable: null })).toBe('public.roll');
  });
});
