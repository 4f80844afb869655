import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { prices } from '@/lib/config/configuration-schema';
import { AppError } from '@/lib/errors';
import type { Profile } from '@/lib/rules/rule';

const profileFile = z.strictObject({
  memoryBytes: z.number('expected the server’s memory in bytes').int().positive().optional(),
  diskBytes: z.number('expected the size of the data disk in bytes').int().positive().optional(),
  byteThresholdRatio: z.number('expected a number above 0').positive().optional(),
  pricePerGibMonth: prices.perGibMonth.optional(),
  pricePerTablespaceGibMonth: prices.perTablespaceGibMonth,
  currency: prices.currency.optional(),
});

/** The answers that SQL cannot give, from the file of `--profile`; none without one. Throws `bad-request` that names the key. */
export async function readProfile(file: string | undefined): Promise<Profile> {
  if (file === undefined) return {};
  const text = await readFile(file, 'utf8').catch(() => {
    throw new AppError('bad-request', `--profile: the file ${file} cannot be read`, 'Check its path.');
  });
  const result = profileFile.safeParse(parsed(text, file));
  // Through JSON once more, because an absent key is not the same as an undefined one.
  if (result.success) return JSON.parse(JSON.stringify(result.data)) as Profile;
  const [issue] = result.error.issues;
  const key = issue?.path.join('.');
  throw new AppError('bad-request', `--profile: ${key ? `${key}: ` : ''}${issue?.message}`);
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('bad-request', `--profile: ${file} is not JSON`, 'It holds one object.');
  }
}
