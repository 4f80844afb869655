import { AppError } from '@/lib/errors';

/** The value of an option that knows its values. Throws `bad-request` that lists them. */
export function oneOf<const Choice extends string>(
  option: string,
  value: string,
  choices: readonly Choice[],
  usage: string,
): Choice {
  const choice = choices.find((candidate) => candidate === value);
  if (!choice)
    throw new AppError('bad-request', `${option}: expected ${choices.join(', ')}`, `Usage: ${usage}`);
  return choice;
}
