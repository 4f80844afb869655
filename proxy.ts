import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { requireOwnName } from '@/lib/auth/same-origin';
import { contentSecurityPolicy, SECURITY_HEADERS } from '@/lib/auth/security-headers';
import { isSignedIn } from '@/lib/auth/session';
import { currentConfiguration } from '@/lib/config/current-configuration';
import { AppError } from '@/lib/errors';

/** Runs before every page and route: the answer's headers, and the way to the sign-in. Routes check the session again themselves. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const nonce = randomBytes(16).toString('base64');
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const response = await admitted(request, nonce, policy);
  response.headers.set('Content-Security-Policy', policy);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

async function admitted(request: NextRequest, nonce: string, policy: string): Promise<NextResponse> {
  const configuration = currentConfiguration();
  const { pathname, search } = request.nextUrl;
  try {
    if (configuration.password === null) requireOwnName(request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return NextResponse.json(
      { error: { code: error.code, message: error.message, hint: error.hint } },
      { status: error.status },
    );
  }
  const needsSession = !pathname.startsWith('/api/') && pathname !== '/metrics' && pathname !== '/sign-in';
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

export const config = { matcher: ['/((?!_next/static|_next/image|favicon.ico).*)'] };
