import type { SparkPoint } from '@/components/ui/sparkline';
import type { SeriesAnswer } from '@/lib/api/series';

/** A series as the points of a sparkline; buckets without samples stay gaps. */
export function sparkPoints(series: SeriesAnswer | undefined): SparkPoint[] {
  return series?.points.map(({ at, average }) => ({ at, value: average })) ?? [];
}
