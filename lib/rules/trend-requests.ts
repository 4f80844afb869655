import { rules } from './registry';
import type { TrendRequest } from './rule';

/** Every trend that some rule asks for, each once: what history reads before a judgement, and no more. */
export const TREND_REQUESTS: readonly TrendRequest[] = [
  ...new Map(
    rules
      .flatMap(({ meta: { trends = [] } }) => trends)
      .map((trend): TrendRequest => (typeof trend === 'string' ? { metric: trend, hours: 1 } : trend))
      .map((request) => [`${request.metric} ${request.hours}`, request] as const),
  ).values(),
];
