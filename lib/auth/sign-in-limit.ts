import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';

/**
 * Ten wrong passwords a minute, for everybody together: there is one password, and an address in a forwarded
 * header is whatever the sender wrote.
 */
const LIMIT = { points: 10, duration: 60 };
const holder = globalThis as typeof globalThis & { chunkwiseWrongPasswords?: RateLimiterMemory };
// On the global object, because bundles load modules anew: each would count for itself.
holder.chunkwiseWrongPasswords ??= new RateLimiterMemory(LIMIT);
const wrongPasswords = holder.chunkwiseWrongPasswords;
const EVERYBODY = 'sign-in';

/**
 * Takes one attempt before a password is compared, so that guesses sent at the same time count as well. Throws
 * `too-many-attempts` when none is left; `giveBackAttempt` after the right password.
 */
export async function takeAttempt(): Promise<void> {
  const refused = await wrongPasswords.consume(EVERYBODY).then(
    () => null,
    (used: RateLimiterRes) => used,
  );
  if (refused === null) return;
  const seconds = Math.ceil(refused.msBeforeNext / 1_000);
  throw new AppError('too-many-attempts', 'Too many wrong passwords', `Wait ${seconds} s and try again.`);
}

export async function giveBackAttempt(): Promise<void> {
  await wrongPasswords.reward(EVERYBODY, 1);
}
