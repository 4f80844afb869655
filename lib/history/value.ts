import type { Metric } from '@/lib/derive/metrics';

/** A value on its way into history; null is a gap and is not kept. */
export interface Value {
  readonly metric: Metric;
  readonly subject: string;
  readonly value: number | null;
}
