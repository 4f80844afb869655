import type { ColumnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { conversionBasis, conversionSavings } from '@/lib/derive/conversion';
import type { Impact } from '../../rule';

/** What converting so many bytes saves, by the ratio of the hypertable's own chunks. */
export function conversionImpact(bytes: number, ratio: ColumnstoreRatio | null): Impact {
  if (!ratio)
    return {
      basis: 'Not estimated: no chunk of this hypertable has been compressed yet, so its ratio is not known.',
    };
  return { bytesSaved: conversionSavings(bytes, ratio), basis: conversionBasis(bytes, ratio) };
}
