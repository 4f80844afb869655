import type { CompressionAnswer } from '@/lib/api/compression';
import { bytes, bytesRange } from '@/lib/format/bytes';
import { percent } from '@/lib/format/ratio';

type Totals = NonNullable<CompressionAnswer['totals']>;

/** What compression saves today and what it could still save, in one or two sentences. */
export function verdict({ uncompressedBytes, savedBytes, potential }: Totals): string {
  const saved =
    savedBytes > 0 && uncompressedBytes > 0
      ? `The columnstore saves ${bytes(savedBytes)} today, ${percent(savedBytes / uncompressedBytes)} of what the data would take.`
      : 'The columnstore saves nothing yet.';
  if (potential.high <= 0) return saved;
  return `${saved} Converting the chunks that are old enough would save another ${bytesRange({ low: Math.max(0, potential.low), high: potential.high })}.`;
}
