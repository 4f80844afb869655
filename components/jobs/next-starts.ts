import type { JobRow } from '@/lib/api/jobs';

const MINUTE_MS = 60_000;

/** The most jobs whose next starts fall into one minute: each of them needs a worker then. Null when none is known. */
export function nextStarts(jobs: readonly Pick<JobRow, 'nextStartAt' | 'scheduled'>[]): number | null {
  const starts = jobs
    .flatMap(({ nextStartAt, scheduled }) =>
      scheduled && nextStartAt !== null ? [Date.parse(nextStartAt)] : [],
    )
    .sort((a, b) => a - b);
  if (starts.length === 0) return null;
  let [first, most] = [0, 0];
  starts.forEach((start, i) => {
    while (start - (starts[first] ?? start) > MINUTE_MS) first++;
    most = Math.max(most, i - first + 1);
  });
  return most;
}
