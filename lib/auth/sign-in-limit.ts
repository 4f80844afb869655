import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from '@/lib/errors';

/**
 * Ten wrong passwords a minute, for everybody together: there is one password, and an address in a forwarded
 * header is whatever the sender wrote.
 */
const wrongPasswords = new RateLimiterMemory({ points: 10, duration: 60 });
const EVERYBODY = 'sign-in';

/** Throws `too-many-attempts` while the limit is used up. */
export async function requireAttempt(): Promise<void> {
  const used = await wrongPasswords.get(EVERYBODY);
  if (used === null || used.remainingPoints > 0) return;
  const seconds = Math.ceil(used.msBeforeNext / 1_000);
  throw new AppError('too-many-attempts', 'Too many wrong passwords', `Wait ${seconds} s and try again.`);
}

export async function countWrongPassword(): Promise<void> {
  // Past the limit it rejects; `requireAttempt` is what tells.
  await wrongPasswords.consume(EVERYBODY).catch(() => undefined);
}
