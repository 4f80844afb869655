/** A request that our API refused or could not answer: its own words, shown to the reader as they are. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string | undefined;
  constructor(status: number, code: string, message: string, hint?: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** Reads JSON from our own API; failures are `ApiError`. Without a session the reader is taken to the sign-in page. */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return answerOf<Answer>(await reached(path, signal ? { signal } : {}));
}

/** The media type of an answer that the server keeps compressed. */
export const GZIP_TYPE = 'application/gzip';

/** As `getJson`, for the large answers that the server compresses once for everyone who asks. */
export async function getPackedJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const headers = { accept: `${GZIP_TYPE}, application/json` };
  const response = await reached(path, { headers, ...(signal && { signal }) });
  const isPacked = response.ok && response.headers.get('content-type') === GZIP_TYPE;
  if (!isPacked || !response.body) return answerOf<Answer>(response);
  return answerOf<Answer>(new Response(response.body.pipeThrough(new DecompressionStream('gzip'))));
}

/** A change: `POST` or `DELETE`, with a JSON body where there is one. */
export async function send<Answer>(method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
  return answerOf<Answer>(await reached(path, { method, ...jsonBody(body) }));
}

/** Long work: a `POST` whose answer is read while it comes. */
export async function sendForStream(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
  const response = await reached(path, { method: 'POST', signal, ...jsonBody(body) });
  if (!response.ok) await refuse(response);
  return response;
}

const jsonBody = (body: unknown): RequestInit =>
  body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };

async function reached(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(
      0,
      'unreachable',
      'Chunkwise does not answer',
      'It may be restarting; it is asked again by itself.',
    );
  }
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  return response.ok ? ((await response.json()) as Answer) : refuse(response);
}

async function refuse(response: Response): Promise<never> {
  const { error } = (await response.json().catch(() => ({}))) as {
    error?: { code?: string; message?: string; hint?: string };
  };
  if (error?.code === 'sign-in-required') toSignIn();
  throw new ApiError(
    response.status,
    error?.code ?? 'internal',
    error?.message ?? `Chunkwise answered with status ${response.status}`,
    error?.hint,
  );
}

function toSignIn(): void {
  if (typeof location === 'undefined' || location.pathname === '/sign-in') return;
  location.assign(`/sign-in?to=${encodeURIComponent(location.pathname + location.search)}`);
}
