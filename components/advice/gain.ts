import { bytes, bytesRange } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import type { Impact } from '@/lib/rules/rule';

/** What is gained, shortest form first: `Saves 76–102 GiB`. Null when the rule estimated nothing. */
export function gain(impact: Impact | undefined): string | null {
  if (impact?.bytesSaved && impact.bytesSaved.high > 0) return `Saves ${bytesRange(impact.bytesSaved)}`;
  if (impact?.bytesAtRisk !== undefined) return `Protects ${bytes(impact.bytesAtRisk)}`;
  if (impact?.secondsSaved !== undefined) return `Saves ${duration(impact.secondsSaved)}`;
  if (impact?.prevents !== undefined) return `Prevents ${impact.prevents}`;
  return null;
}
