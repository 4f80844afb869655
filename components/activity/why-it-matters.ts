import type { Session } from '@/lib/api/activity';
import { count, counted } from '@/lib/format/count';

/** What an open transaction costs the others. */
export function whyItMatters({ snapshotXidAge, locksHeld, isBlocking, hasWritten }: Session): string {
  const reasons = [
    ...(isBlocking ? ['others wait for it'] : []),
    ...(snapshotXidAge !== null && snapshotXidAge > 0
      ? [`vacuum keeps the dead rows of ${count(snapshotXidAge)} transactions for it`]
      : []),
    ...(locksHeld > 0 ? [`holds ${counted(locksHeld, 'lock')}`] : []),
    ...(hasWritten ? ['has written'] : []),
  ];
  return reasons.length === 0 ? 'holds nothing that others need' : reasons.join('; ');
}
