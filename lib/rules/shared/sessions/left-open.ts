import type { Row } from '@/lib/collect/snapshot';

type Session = Row<'sessions'>;

/** pgMonitor's limit for a session that is idle inside a transaction. */
export const LEFT_OPEN_SECONDS = 300;

/** A client that has said nothing for so long, inside a transaction that is in somebody's way, has left it open. */
export const isLeftOpen = (session: Session): boolean =>
  isIdleHolder(session) && (session.stateSeconds ?? 0) >= LEFT_OPEN_SECONDS;

/** Idle inside a transaction, with something that others wait for or vacuum cannot pass: one that holds nothing is in nobody's way. */
export const isIdleHolder = ({ state, locksHeld, hasWritten, snapshotXidAge }: Session): boolean =>
  Boolean(state?.startsWith('idle in transaction')) &&
  (locksHeld > 0 || hasWritten || snapshotXidAge !== null);
