import type { Tier } from '@/lib/collect/collector';

export interface TierPlan {
  readonly intervalSeconds: number;
  /** What one round of the tier may take on the database, at 10,000 chunks; a collector may use all of it. */
  readonly budgetMs: number;
}

/** How often each tier is collected and what it may cost: the architecture's table. */
export const TIERS: Readonly<Record<Tier, TierPlan>> = {
  live: { intervalSeconds: 10, budgetMs: 20 },
  standard: { intervalSeconds: 60, budgetMs: 200 },
  catalog: { intervalSeconds: 300, budgetMs: 400 },
  exact: { intervalSeconds: 1_800, budgetMs: 30_000 },
};

/** The two loops of a database, one connection each, so that a slow exact size never delays who blocks whom. */
export const LOOPS: readonly (readonly Tier[])[] = [
  ['live', 'standard'],
  ['catalog', 'exact'],
];
