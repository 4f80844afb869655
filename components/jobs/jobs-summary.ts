import type { JobRow } from '@/lib/api/jobs';
import { counted } from '@/lib/format/count';

/** The screen's answer in one sentence; jobs whose outcome is not recorded are said, never counted as fine. */
export function jobsSummary(jobs: readonly Pick<JobRow, 'status'>[]): string {
  const of = (status: JobRow['status']) => jobs.filter((job) => job.status === status).length;
  const stuck = of('stuck');
  const [failed, unknown, never, paused] = [of('failed'), of('unknown'), of('never-run'), of('paused')];
  const parts = [
    counted(jobs.length, 'job'),
    failed > 0
      ? `${failed} failing`
      : stuck === 0 && of('succeeded') + of('running') > 0 && 'none of those with a known outcome fails',
    stuck > 0 && `${stuck} stuck`,
    never > 0 && `${never} never ran`,
    unknown > 0 && `${unknown} with an outcome that is not known`,
    paused > 0 && `${paused} switched off`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}
