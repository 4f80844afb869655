import { readFileSync } from 'node:fs';
import type { QueryPlan } from '../plan';
import { readPlan } from '../read-plan';

/** What a server answered to EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON); counters that are zero and outputs are left out. `txt`: as psql printed it. */
export function recordedText(name: string, format: 'json' | 'txt' = 'json'): string {
  return readFileSync(new URL(`plans/${name}.${format}`, import.meta.url), 'utf8');
}

export function recordedPlan(name: string): QueryPlan {
  return planOf(recordedText(name));
}

/** A text that must be a plan. */
export function planOf(text: string): QueryPlan {
  const plan = readPlan(text);
  if ('notAPlan' in plan) throw new Error(plan.notAPlan);
  return plan;
}

/** A plan out of its nodes' fields, for what no recorded plan has. */
export function madePlan(plan: Record<string, unknown>, rest: Record<string, unknown> = {}): QueryPlan {
  return planOf(JSON.stringify([{ Plan: plan, ...rest }]));
}
