import { ZodError } from 'zod';
import { requireSameOrigin } from '@/lib/auth/same-origin';
import { requireSignIn } from '@/lib/auth/session';
import { currentConfiguration } from '@/lib/config/current-configuration';
import { AppError } from '@/lib/errors';

type Handler<Context> = (request: Request, context: Context) => Response | Promise<Response>;

/** A route of our own API: asks for the sign-in, for the same origin on writes, and turns errors into the contract's. */
export function answering<Context>(handler: Handler<Context>): Handler<Context> {
  return open(async (request, context) => {
    await requireSignIn(request, currentConfiguration());
    return handler(request, context);
  });
}

/** The same without a sign-in. */
export function open<Context>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      if (request.method !== 'GET') requireSameOrigin(request);
      return await handler(request, context);
    } catch (error) {
      return refusal(error);
    }
  };
}

/** JSON that no cache keeps: what it says is true now. */
export function json(body: unknown, init: ResponseInit = {}): Response {
  const headers = new Headers(init.headers);
  headers.set('Cache-Control', 'no-store');
  return Response.json(body, { ...init, headers });
}

/** The body of a write. Throws `bad-request` for what is no JSON. */
export async function readJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new AppError('bad-request', 'The body is not JSON', 'Send a JSON object.');
  }
}

/** An error in the contract's words. What is none of our errors goes to the log, not into the answer. */
export function refusal(error: unknown): Response {
  const known = error instanceof ZodError ? badRequest(error) : error;
  const { code, message, hint, status } =
    known instanceof AppError
      ? known
      : new AppError('internal', 'Chunkwise could not answer this', 'Its log may say more; try again.');
  if (!(known instanceof AppError)) process.stderr.write(`${String(known)}\n`);
  return json({ error: { code, message, ...(hint !== undefined && { hint }) } }, { status });
}

function badRequest({ issues: [issue] }: ZodError): AppError {
  const field = issue?.path.join('.') || 'body';
  return new AppError('bad-request', `${field}: ${issue?.message ?? 'not valid'}`);
}
