import type { Metric } from '@/lib/derive/metrics';
import { rules } from './registry';

/** Every metric whose trend some rule asks for: what history reads before a judgement, and no more. */
export const TREND_METRICS: readonly Metric[] = [
  ...new Set(rules.flatMap(({ meta: { trends = [] } }) => trends)),
];
