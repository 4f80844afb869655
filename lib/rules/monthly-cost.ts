import { bytes } from '@/lib/format/bytes';
import { money } from '@/lib/format/money';
import type { Impact, Profile } from './rule';

const BYTES_PER_GIB = 1_073_741_824n;
const CENTS = 100n;

/**
 * What the bytes that a finding saves cost a month, by its lower estimate: nothing unless the user set a price. The
 * arithmetic joins the basis in words.
 */
export function withMonthlyCost(impact: Impact, { pricePerGibMonth, currency }: Profile): Impact {
  if (impact.bytesSaved === undefined || pricePerGibMonth === undefined) return impact;
  const monthlyCost = monthlyCostOf(impact.bytesSaved.low, pricePerGibMonth);
  const arithmetic = `${bytes(impact.bytesSaved.low)} × ${money(pricePerGibMonth, currency)} a GiB and month = ${money(monthlyCost, currency)} a month, by the lower estimate.`;
  return {
    ...impact,
    monthlyCost,
    ...(currency !== undefined && { currency }),
    basis: `${impact.basis.replace(/\.?$/, '.')} ${arithmetic}`,
  };
}

/** Bytes × price, exact, rounded half up to two places. The price is a decimal number such as `0.115`. */
export function monthlyCostOf(size: number, pricePerGibMonth: string): string {
  const [whole = '', fraction = ''] = pricePerGibMonth.split('.');
  const scaledPrice = BigInt(`${whole}${fraction}`);
  const scale = 10n ** BigInt(fraction.length);
  const product = BigInt(Math.max(0, Math.floor(size))) * scaledPrice * CENTS;
  const divisor = BYTES_PER_GIB * scale;
  const cents = (2n * product + divisor) / (2n * divisor);
  return `${cents / CENTS}.${String(cents % CENTS).padStart(2, '0')}`;
}
