import { MOST_RUNS } from '@/lib/answers/job-runs';
import { jobsAnswer } from '@/lib/answers/jobs';
import { product } from '@/lib/monitor/product';
import { ofDatabase } from '../of-database';

export const GET = ofDatabase(async (view) => {
  // Without history there is still what the server tells.
  const kept = await product()
    .history.jobRuns(view.target.id, MOST_RUNS)
    .catch(() => null);
  return jobsAnswer(view, kept);
});
