import type { RuleContext } from './rule';

/** A threshold in bytes at this database's scale: see `Profile.byteThresholdRatio`. */
export function byteThreshold(bytes: number, { profile }: Pick<RuleContext, 'profile'>): number {
  return bytes * (profile.byteThresholdRatio ?? 1);
}
