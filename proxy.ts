import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { refusal } from '@/app/api/answering';
import { addressOf } from '@/lib/answers/address';
import { requireOwnName } from '@/lib/auth/same-origin';
import { contentSecurityPolicy, SECURITY_HEADERS } from '@/lib/auth/security-headers';
import { isSignedIn, requireSignIn } from '@/lib/auth/session';
import { currentConfiguration } from '@/lib/config/current-configuration';
import { AppError } from '@/lib/errors';

/** Routes look at the session themselves; the sign-in and its icons are for everybody. */
const OPEN_PATHS: ReadonlySet<string> = new Set(['/metrics', '/sign-in', '/icon.svg', '/favicon.ico']);

/** Runs before every page and route: the answer's headers, and the way to the sign-in. Routes check the session again themselves. */
export async function proxy(request: NextRequest): Promise<Response> {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const response = await admitted(request, nonce, policy);
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

async function admitted(request: NextRequest, nonce: string, policy: string): Promise<Response> {
  const configuration = currentConfiguration();
  const { pathname, search } = request.nextUrl;
  const address = addressOf(pathname);
  try {
    if (configuration.password === null) requireOwnName(request);
    if (address && !address.methods.includes(request.method)) {
      if (address.needsSignIn) await requireSignIn(request, configuration);
      return wrongMethod(address.methods);
    }
  } catch (error) {
    return refusal(error);
  }
  const needsSession = !pathname.startsWith('/api/') && !OPEN_PATHS.has(pathname);
  if (needsSession && !(await isSignedIn(request, configuration))) {
    const signIn = new URL('/sign-in', request.url);
    signIn.searchParams.set('to', `${pathname}${search}`);
    return NextResponse.redirect(signIn);
  }
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the policy on the request; our layout reads it from x-nonce.
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  return NextResponse.next({ request: { headers } });
}

/** Next would answer 405 with nothing in it. */
function wrongMethod(methods: readonly string[]): Response {
  const response = refusal(
    new AppError(
      'method-not-allowed',
      `This address takes ${methods.join(', ')} only`,
      'GET /api/openapi.json lists what each takes.',
    ),
  );
  response.headers.set('Allow', methods.join(', '));
  return response;
}

export const config = { matcher: ['/((?!_next/static|_next/image).*)'] };
