import type { EffectAnswer } from '@/lib/api/effect';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { measure } from '@/lib/format/measure';
import { percent, times } from '@/lib/format/ratio';

type Text = (value: number) => string;

export const EFFECT_TEXT: Record<EffectAnswer['metrics'][number]['unit'], Text> = {
  bytes,
  seconds: duration,
  times,
  count: (value) => count(value < 10 ? Number(value.toFixed(1)) : Math.round(value)),
  perSecond: (value) => measure('perSecond', value),
};

/** Less than this share of what there was is noise between two means. */
const LEAST_CHANGE = 0.005;

/** `−81.6 GiB (−80%)`, `+300 GiB (4×)`; a change too small to speak of is called that. */
export function changeWords(before: number, after: number, text: Text): string {
  const change = after - before;
  if (Math.abs(change) <= Math.abs(before) * LEAST_CHANGE) return 'no change';
  const sign = change < 0 ? '−' : '+';
  return `${sign}${text(Math.abs(change))}${shareWords(before, after, sign)}`;
}

function shareWords(before: number, after: number, sign: string): string {
  if (before === 0) return '';
  if (after >= 2 * before) return ` (${times(after / before)})`;
  return ` (${sign}${percent(Math.abs(after - before) / before)})`;
}
