import type { ActivityAnswer } from '@/lib/api/activity';
import { count, counted } from '@/lib/format/count';

/** The answer in one sentence. */
export function activitySummary({ activity, sessions }: ActivityAnswer): string {
  if (!activity || activity.clients === null) return 'Sessions of other roles are hidden.';
  const waiting =
    sessions?.filter(({ blockedBy }) => blockedBy.length > 0).length ?? activity.blockedSessions;
  const work = `${counted(activity.clients, 'connection')}, ${count(activity.active)} of them at work`;
  if (waiting === null) return `${work}.`;
  if (waiting === 0) return `${work}; nobody waits for a lock.`;
  return `${work}; ${counted(waiting, 'session')} ${waiting === 1 ? 'waits' : 'wait'} for a lock.`;
}
