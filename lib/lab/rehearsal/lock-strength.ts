import type { TakenLock } from './rehearsal';

/** PostgreSQL's table locks from the weakest to the strongest (documentation, “Explicit Locking”). */
const MODES = [
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
];
/** Reading and writing rows go on beside these: an advice that says `none` may take them. */
const HARMLESS = MODES.indexOf('RowExclusive');

/** The strongest of the locks that were taken, or null when there is none. */
export function strongest(locks: readonly TakenLock[]): string | null {
  return locks.reduce<string | null>(
    (most, { mode }) => (most === null || MODES.indexOf(mode) > MODES.indexOf(most) ? mode : most),
    null,
  );
}

/** Whether a step took a stronger lock than its advice says. Words that are no mode, such as `as the job takes it`, promise nothing. */
export function isStrongerThanSaid(said: string, locks: readonly TakenLock[]): boolean {
  const most = strongest(locks);
  if (most === null) return false;
  const promised = said === 'none' ? HARMLESS : MODES.indexOf(said);
  return promised >= 0 && MODES.indexOf(most) > promised;
}
