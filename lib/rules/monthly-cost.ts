import { bytes } from '@/lib/format/bytes';
import { money } from '@/lib/format/money';
import type { Impact, Profile } from './rule';

const BYTES_PER_GIB = 1_073_741_824n;
const CENTS = 100n;
const MILLION = 1_000_000n;

/**
 * What the bytes that a finding saves cost a month, by its lower estimate: nothing unless the user set a price. They are
 * priced as the tablespaces are that they lie on (null: the database's default, or not known), at the lowest of their
 * prices where these differ. The arithmetic joins the basis in words.
 */
export function withMonthlyCost(
  impact: Impact,
  profile: Profile,
  tablespaces: readonly (string | null)[] = [null],
): Impact {
  const { bytesSaved } = impact;
  const prices = tablespaces.map((tablespace) => priceOf(profile, tablespace));
  if (bytesSaved === undefined || prices.length === 0 || prices.includes(undefined)) return impact;
  const known = prices.filter((price) => price !== undefined);
  const price = known.reduce((least, other) => (millionths(other) < millionths(least) ? other : least));
  const monthlyCost = monthlyCostOf(bytesSaved.low, price);
  const { currency } = profile;
  const where = new Set(known).size > 1 ? ', the lowest price of its tablespaces,' : '';
  const arithmetic = `${bytes(bytesSaved.low)} × ${money(price, currency)} a GiB and month${where} = ${money(monthlyCost, currency)} a month, by the lower estimate.`;
  return {
    ...impact,
    monthlyCost,
    ...(currency !== undefined && { currency }),
    basis: `${impact.basis.replace(/\.?$/, '.')} ${arithmetic}`,
  };
}

/** What a GiB on this tablespace costs a month; undefined where the user set no price for it. */
export function priceOf(
  { pricePerGibMonth, pricePerTablespaceGibMonth: own }: Profile,
  tablespace: string | null,
): string | undefined {
  // Not by index: a tablespace may be called `constructor`.
  const special = tablespace !== null && own && Object.hasOwn(own, tablespace) ? own[tablespace] : undefined;
  return special ?? pricePerGibMonth;
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

/** Amounts of two places, added exactly. */
export function sumOfMoney(amounts: readonly string[]): string {
  const cents = amounts.reduce((sum, amount) => sum + millionths(amount), 0n) / (MILLION / CENTS);
  return `${cents / CENTS}.${String(cents % CENTS).padStart(2, '0')}`;
}

/** A decimal of at most six places, as prices are configured, so that two of them compare and add. */
function millionths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(`${whole}${fraction.padEnd(6, '0')}`);
}
