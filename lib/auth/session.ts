import { sealData, unsealData } from 'iron-session';
import type { Configuration } from '@/lib/config/configuration';
import { AppError } from '@/lib/errors';
import { isPassword } from './password';
import { sessionSecret } from './session-secret';
import { giveBackAttempt, takeAttempt } from './sign-in-limit';

export const SESSION_COOKIE = 'chunkwise-session';
const SESSION_SECONDS = 7 * 86_400;

/** A `Set-Cookie` value that signs in for a week. `Secure` only over HTTPS: plain HTTP inside a private network is a supported installation. */
export async function signInCookie({ dataDir }: Configuration, isHttps: boolean): Promise<string> {
  const sealed = await sealData(
    { signedIn: true },
    { password: sessionSecret(dataDir), ttl: SESSION_SECONDS },
  );
  return cookie(sealed, SESSION_SECONDS, isHttps);
}

export function signOutCookie(isHttps: boolean): string {
  return cookie('', 0, isHttps);
}

/** Whether this request may read: no password is configured, or it brings a session. Never compares a password. */
export async function isSignedIn(request: Request, configuration: Configuration): Promise<boolean> {
  if (configuration.password === null) return true;
  const sealed = cookieValue(request.headers.get('cookie') ?? '');
  if (sealed === undefined) return false;
  const options = { password: sessionSecret(configuration.dataDir), ttl: SESSION_SECONDS };
  // A cookie that was tampered with, or has expired, unseals to nothing or throws.
  const session = await unsealData<{ signedIn?: boolean }>(sealed, options).catch(() => ({
    signedIn: false,
  }));
  return session.signedIn === true;
}

/**
 * Throws `sign-in-required` unless the request may read. Called by every route: the proxy alone is no guard. Wrong
 * bearer tokens are guesses at the password, and are slowed down with those at the sign-in: `too-many-attempts`.
 */
export async function requireSignIn(request: Request, configuration: Configuration): Promise<void> {
  const bearer = bearerOf(request);
  const isAllowed =
    bearer !== undefined && configuration.password !== null
      ? await isRightPassword(bearer, configuration.password)
      : await isSignedIn(request, configuration);
  if (isAllowed) return;
  throw new AppError(
    'sign-in-required',
    'Sign in first',
    'Open /sign-in, or send the password as a bearer token.',
  );
}

/** The one place where what somebody sent is compared: limited, whichever way it came. */
export async function isRightPassword(given: string, password: string): Promise<boolean> {
  await takeAttempt();
  if (!isPassword(given, password)) return false;
  await giveBackAttempt();
  return true;
}

function bearerOf(request: Request): string | undefined {
  return request.headers.get('authorization')?.match(/^Bearer (.+)$/)?.[1];
}

function cookie(value: string, maxAgeSeconds: number, isHttps: boolean): string {
  return `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isHttps ? '; Secure' : ''}`;
}

function cookieValue(header: string): string | undefined {
  return header
    .split(/;\s*/)
    .find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    ?.slice(SESSION_COOKIE.length + 1);
}
