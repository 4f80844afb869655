import { signInRequest } from '@/lib/api/sign-in-schema';
import { isRightPassword, isSignedIn, signInCookie, signOutCookie } from '@/lib/auth/session';
import { currentConfiguration } from '@/lib/config/current-configuration';
import { AppError } from '@/lib/errors';
import { json, open, readJson } from '../answering';

export const GET = open(async (request) => {
  const configuration = currentConfiguration();
  return json({
    needsSignIn: configuration.password !== null,
    isSignedIn: await isSignedIn(request, configuration),
  });
});

export const POST = open(async (request) => {
  const configuration = currentConfiguration();
  if (configuration.password === null) return json({ needsSignIn: false, isSignedIn: true });
  const { password } = signInRequest.parse(await readJson(request));
  if (!(await isRightPassword(password, configuration.password))) {
    throw new AppError(
      'wrong-password',
      'This is not the password',
      'It is the one that Chunkwise was started with.',
    );
  }
  const cookie = await signInCookie(configuration, isHttps(request));
  return json({ needsSignIn: true, isSignedIn: true }, { headers: { 'Set-Cookie': cookie } });
});

export const DELETE = open((request) =>
  json(
    { needsSignIn: currentConfiguration().password !== null, isSignedIn: false },
    { headers: { 'Set-Cookie': signOutCookie(isHttps(request)) } },
  ),
);

/** Behind a proxy that ends TLS its header tells. */
function isHttps(request: Request): boolean {
  return (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol).startsWith('https');
}
