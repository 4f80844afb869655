import type { Row } from '@/lib/collect/snapshot';

type Counters = Pick<
  Row<'databaseCounters'>,
  'serverClockAt' | 'statsResetAt' | 'checkpointerStartedAt' | 'serverStartedAt'
>;

/**
 * The earliest that counters of tables and indexes can have begun. Statistics outlive a clean restart, so a reset that
 * is not known was before the start; a crash sets them to zero without a reset (15+), and starts the checkpointer anew.
 */
export const countingSince = ({ statsResetAt, checkpointerStartedAt, serverStartedAt }: Counters): string =>
  statsResetAt ?? checkpointerStartedAt ?? serverStartedAt;

/** By the server's own clock. */
export const countedSeconds = (counters: Counters): number =>
  Math.max(0, (Date.parse(counters.serverClockAt) - Date.parse(countingSince(counters))) / 1_000);
