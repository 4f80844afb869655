import { isLoopback } from '@/lib/config/configuration';
import { AppError } from '@/lib/errors';

/**
 * Throws `not-same-origin` for a write that a page of another origin sends. Browsers say where a request comes
 * from and cannot be made to lie about it; a client that says nothing is no browser, and no foreign page can
 * make it send our cookie.
 */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  const origin = request.headers.get('origin');
  const host = request.headers.get('host');
  const isForeign = site !== null ? site !== 'same-origin' : origin !== null && hostOf(origin) !== host;
  if (isForeign)
    throw new AppError(
      'not-same-origin',
      'This request comes from another site',
      'Change states in Chunkwise’s own pages.',
    );
}

/**
 * Throws for a request that reached a loopback address under another name: without a password that is how a
 * foreign page reads us, by pointing its own name at 127.0.0.1.
 */
export function requireOwnName(request: Request): void {
  const host = request.headers.get('host') ?? '';
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : (host.split(':')[0] ?? '');
  if (isLoopback(name)) return;
  throw new AppError(
    'not-same-origin',
    'Without a password Chunkwise answers under localhost only',
    'Set CHUNKWISE_PASSWORD to serve it under another name.',
  );
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
