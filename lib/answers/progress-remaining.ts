import type { Row } from '@/lib/collect/snapshot';

/** Phases that begin with the statement: only of these the time until now tells the time until their end. */
const FIRST_PHASES: ReadonlySet<string> = new Set([
  'scanning heap',
  'seq scanning heap',
  'building index: scanning table',
  'acquiring sample rows',
  'streaming database files',
  'COPY FROM',
  'COPY TO',
]);
/** Of less the rest is a guess. */
const LEAST_RATIO = 0.02;
const LEAST_SECONDS = 5;

/** How long the present phase still takes at its pace so far; null where that cannot be told. Later phases are not counted. */
export function remainingSeconds({ phase, done, total, elapsedSeconds }: Row<'progress'>): number | null {
  if (done === null || total === null || elapsedSeconds === null || !FIRST_PHASES.has(phase)) return null;
  const ratio = Math.min(1, done / total);
  if (ratio < LEAST_RATIO || elapsedSeconds < LEAST_SECONDS) return null;
  return (elapsedSeconds * (1 - ratio)) / ratio;
}
