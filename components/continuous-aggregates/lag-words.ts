import type { AggregateRow } from '@/lib/api/continuous-aggregates';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

type Lagging = Pick<AggregateRow, 'lagSeconds' | 'lagUnits' | 'bucketSeconds' | 'bucketUnits'>;

/** How far refreshes stand behind what the aggregate could hold, also counted in its own buckets; null when not known. */
export function lagWords({ lagSeconds, lagUnits, bucketSeconds, bucketUnits }: Lagging): string | null {
  const lag = lagSeconds ?? lagUnits;
  if (lag === null) return null;
  if (lag <= 0) return 'none';
  const text = lagSeconds === null ? count(lag) : duration(lag);
  const bucket = lagSeconds === null ? bucketUnits : bucketSeconds;
  if (bucket === null || bucket <= 0) return text;
  const buckets = Math.round((lag / bucket) * 10) / 10;
  return `${text} (${count(buckets)} ${buckets === 1 ? 'bucket' : 'buckets'})`;
}
