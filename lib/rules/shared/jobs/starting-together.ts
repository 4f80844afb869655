import type { Row } from '@/lib/collect/snapshot';

/** Jobs whose next starts are no further apart want their workers at the same time. */
const TOGETHER_MS = 60_000;

/** Of the starts to come the most that fall within a minute, the earliest first. What is due already waits now. */
export function startingTogether(jobs: readonly Row<'jobs'>[], nowMs: number): readonly Row<'jobs'>[] {
  const coming = jobs
    .filter(({ nextStartAt }) => startOf(nextStartAt) > nowMs)
    .sort((a, b) => startOf(a.nextStartAt) - startOf(b.nextStartAt) || a.jobId - b.jobId);
  return coming.reduce<readonly Row<'jobs'>[]>((most, first, at) => {
    const limit = startOf(first.nextStartAt) + TOGETHER_MS;
    const group = coming.slice(at).filter(({ nextStartAt }) => startOf(nextStartAt) <= limit);
    return group.length > most.length ? group : most;
  }, []);
}

const startOf = (at: string | null) => (at === null ? Number.NEGATIVE_INFINITY : Date.parse(at));
