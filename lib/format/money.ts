import { NO_BREAK_SPACE } from './unknown';

/** An exact decimal with its currency, never through a float: `1,234.50 EUR`. */
export function money(amount: string, currency?: string): string {
  const [whole = '', fraction] = amount.split('.');
  const number = [BigInt(whole).toLocaleString('en'), fraction]
    .filter((part) => part !== undefined)
    .join('.');
  return currency === undefined ? number : `${number}${NO_BREAK_SPACE}${currency}`;
}
