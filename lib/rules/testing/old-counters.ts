import type { Snapshot } from '@/lib/collect/snapshot';

/** The same snapshot of a server whose statistics have counted for a month: a test's server is minutes old. */
export function withOldCounters(real: Snapshot): Snapshot {
  const { checkpoints } = real.artifacts;
  if (checkpoints?.status !== 'ok') return real;
  const statsResetAt = new Date(Date.parse(real.takenAt) - 30 * 86_400_000).toISOString();
  const rows = checkpoints.rows.map((row) => ({ ...row, statsResetAt }));
  return { ...real, artifacts: { ...real.artifacts, checkpoints: { ...checkpoints, rows } } };
}
