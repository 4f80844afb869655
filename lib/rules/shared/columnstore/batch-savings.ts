import type { Row } from '@/lib/collect/snapshot';
import { measuredChunks } from '@/lib/derive/columnstore-ratio';
import type { Impact } from '../../rule';

/** Below it ratio-poor speaks; documentation expects the upper one of time series in full batches. */
const LOW_RATIO = 2;
const HIGH_RATIO = 10;

/** What full batches would save on chunks that have under-filled ones. */
export function batchSavings(chunks: readonly Row<'chunks'>[]): Impact {
  const measured = measuredChunks(chunks);
  if (measured.length === 0)
    return {
      prevents: 'batches of few rows, which take more disk space than the rows did and cost more to read',
      basis: 'Not estimated: the size of no chunk before and after is known.',
    };
  const before = measured.reduce((sum, chunk) => sum + chunk.beforeBytes, 0);
  const now = measured.reduce((sum, chunk) => sum + chunk.columnBytes, 0);
  const saved = (ratio: number) => Math.round(Math.max(0, now - before / ratio));
  return {
    bytesSaved: { low: saved(LOW_RATIO), high: saved(HIGH_RATIO) },
    basis: `${now} bytes now, less what the ${before} bytes before compression take at a ratio of ${LOW_RATIO} to ${HIGH_RATIO}: ${LOW_RATIO} is poor for full batches, ${HIGH_RATIO} what documentation expects of them.`,
  };
}
