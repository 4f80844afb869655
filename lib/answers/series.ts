import type { z } from 'zod';
import type { SeriesAnswer } from '@/lib/api/series';
import type { seriesRequest } from '@/lib/api/series-schema';
import { METRICS } from '@/lib/derive/metrics';
import { AppError } from '@/lib/errors';
import type { Series, SeriesRequest } from '@/lib/history/series';
import { tierOfMetric } from './sampled-every';

const DEFAULT_RANGE_MS = 3_600_000;
const LONGEST_RANGE_MS = 400 * 86_400_000;

type Asked = z.output<typeof seriesRequest>;

/** What to read for what was asked: the last hour where nothing is said. Throws `bad-request` for an empty range. */
export function historyRequest(
  databaseId: string,
  { metric, subject, from, to, points }: Asked,
  nowMs: number,
  everySeconds: (tier: ReturnType<typeof tierOfMetric>) => number,
): SeriesRequest {
  const toMs = to === undefined ? nowMs : Date.parse(to);
  const fromMs = from === undefined ? toMs - DEFAULT_RANGE_MS : Date.parse(from);
  if (fromMs >= toMs) throw new AppError('bad-request', 'from: expected an instant before `to`');
  if (toMs - fromMs > LONGEST_RANGE_MS)
    throw new AppError('bad-request', 'from: expected at most 400 days before `to`');
  const sampledEverySeconds = everySeconds(tierOfMetric(metric, subject));
  return { databaseId, metric, subject, fromMs, toMs, points, sampledEverySeconds };
}

export function seriesAnswer(databaseId: string, { metric, subject }: Asked, series: Series): SeriesAnswer {
  return { databaseId, metric, label: METRICS[metric], subject, ...series, points: [...series.points] };
}
