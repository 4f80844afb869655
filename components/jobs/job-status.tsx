import { Badge } from '@/components/ui/badge';
import { Unknown } from '@/components/ui/unknown';
import type { JobRow } from '@/lib/api/jobs';
import { count } from '@/lib/format/count';

/** How the job stands, as a word with a mark; how often it failed in a row where it did. */
export function JobStatus({ job }: { readonly job: JobRow }) {
  const inARow = (job.consecutiveFailures ?? 0) + (job.consecutiveCrashes ?? 0);
  switch (job.status) {
    case 'failed':
      return <Badge tone="critical">✕ failed{inARow > 1 && `, ${count(inARow)} in a row`}</Badge>;
    case 'stuck':
      return <Badge tone="critical">✕ stuck</Badge>;
    case 'running':
      return <Badge tone="accent">▸ running</Badge>;
    case 'paused':
      return <Badge tone="outline">‖ switched off</Badge>;
    case 'never-run':
      return <span className="text-faint">never ran</span>;
    case 'succeeded':
      return <span className="text-muted">✓ succeeded</span>;
    case 'unknown':
      return (
        <Unknown reason="its runner records no statistics, or a standby does not see whether the run goes on" />
      );
  }
}

/** Jobs that need a look first, then by what they are for. */
export function statusRank({ status }: Pick<JobRow, 'status'>): number {
  return { stuck: 6, failed: 5, running: 4, 'never-run': 3, unknown: 2, succeeded: 1, paused: 0 }[status];
}
