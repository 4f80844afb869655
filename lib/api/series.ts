import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { databasePath, withParameters } from './paths';
import { getJson } from './request';
import type { seriesAnswer } from './series-schema';

export type SeriesAnswer = z.infer<typeof seriesAnswer>;

export interface SeriesRequest {
  readonly metric: string;
  /** What the metric is about, as in a finding's key: `public.metrics`, `job.1000`. Absent for the database itself. */
  readonly subject?: string;
  /** How far back from now. */
  readonly rangeSeconds: number;
  readonly points?: number;
}

export const seriesPath = (databaseId: string) => databasePath(databaseId, 'series');

/** One metric over time; a bucket without a sample is a gap, not a zero. */
export const seriesQuery = (
  databaseId: string,
  { metric, subject, rangeSeconds, points = 240 }: SeriesRequest,
) =>
  queryOptions({
    queryKey: ['database', databaseId, 'series', metric, subject ?? '', rangeSeconds, points],
    queryFn: ({ signal }) => {
      const nowMs = Date.now();
      const path = withParameters(seriesPath(databaseId), {
        metric,
        ...(subject !== undefined && { subject }),
        from: new Date(nowMs - rangeSeconds * 1_000).toISOString(),
        to: new Date(nowMs).toISOString(),
        points,
      });
      return getJson<SeriesAnswer>(path, signal);
    },
    refetchInterval: Math.max(10_000, (rangeSeconds / points) * 1_000),
  });
