import type { Row } from '@/lib/collect/snapshot';

type Counters = Pick<
  Row<'databaseCounters'>,
  'serverClockAt' | 'statsResetAt' | 'serverStatsResetAt' | 'checkpointerStartedAt' | 'serverStartedAt'
>;

/**
 * The earliest that counters of tables and indexes can have begun. Statistics outlive a clean restart, so a reset that
 * is not known was before the start; a crash sets them to zero without a reset (15+), and starts the checkpointer anew.
 * Where that is hidden from our role, the reset of what the server counts as a whole tells of a crash, or of a reset by
 * hand, which makes the window too short and never too long.
 */
export const countingSince = ({
  statsResetAt,
  serverStatsResetAt,
  checkpointerStartedAt,
  serverStartedAt,
}: Counters): string => statsResetAt ?? checkpointerStartedAt ?? laterOf(serverStatsResetAt, serverStartedAt);

const laterOf = (one: string | null, other: string): string =>
  one !== null && Date.parse(one) > Date.parse(other) ? one : other;

/** By the server's own clock. */
export const countedSeconds = (counters: Counters): number =>
  Math.max(0, (Date.parse(counters.serverClockAt) - Date.parse(countingSince(counters))) / 1_000);
