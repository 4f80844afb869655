import { describe, expect, it } from 'vitest';
import type { JobRun } from '@/lib/api/jobs';
import { timelineRuns, timelineSummary } from './timeline-input';

const run = (jobId: number, over: Partial<JobRun> = {}): JobRun => ({
  jobId,
  startedAt: '2026-11-24T10:00:00.000Z',
  finishedAt: '2026-11-24T10:00:02.000Z',
  durationSeconds: 2,
  succeeded: true,
  sqlState: null,
  message: null,
  seenBy: 'server',
  ...over,
});

describe('timelineRuns', () => {
  it('gives each job its lane and leaves out jobs without one', () => {
    const runs = timelineRuns([{ jobId: 7 }, { jobId: 3 }], [run(3), run(7), run(99)]);
    expect(runs.map(({ lane }) => lane)).toEqual([1, 0]);
  });

  it('tells a run that goes on from one that left no result', () => {
    const runs = timelineRuns(
      [{ jobId: 1 }],
      [
        run(1, { succeeded: null, finishedAt: null }),
        run(1, { succeeded: null }),
        run(1, { succeeded: false }),
      ],
    );
    expect(runs.map(({ result }) => result)).toEqual(['running', 'unknown', 'failed']);
  });

  it('names in words what failed', () => {
    const runs = timelineRuns([{ jobId: 1 }], [run(1, { succeeded: false }), run(1)]);
    expect(timelineSummary(['retention of public.logs'], runs, 0)).toBe(
      '2 runs of 1 jobs, 1 failed: retention of public.logs.',
    );
  });
});
