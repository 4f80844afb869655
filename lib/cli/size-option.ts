import { AppError } from '@/lib/errors';

/** As PostgreSQL reads them: every unit is 1,024 of the one before. */
const UNITS: Readonly<Record<string, number>> = { MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** `64GB` and `1.5 TB` in bytes; `GiB` is the same. Throws `bad-request` that says how to write it. */
export function sizeOption(option: string, text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([MGT])i?B$/i.exec(text.trim()) ?? [];
  const size = Math.round(Number(number) * (UNITS[`${unit.toUpperCase()}B`] ?? Number.NaN));
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new AppError('bad-request', `${option}: expected a size such as 64GB, not ${text}`);
  return size;
}
