import type { z } from 'zod';
import type { progressEvent } from './event-stream-schema';
import { ApiError, sendForStream } from './request';
import type { failure } from './wire-schema';

export type ProgressEvent = z.infer<typeof progressEvent>;

export type StreamEvent<Result> =
  | ProgressEvent
  | { readonly type: 'result'; readonly result: Result }
  | { readonly type: 'error'; readonly error: z.infer<typeof failure> };

interface StreamReader {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ProgressEvent) => void;
}

/**
 * Starts long work with a `POST`, tells its progress, and answers its result. Throws `ApiError` for what is refused or
 * fails on the way, and an `AbortError` when the reader's signal ends it, which ends the work on the server too.
 */
export async function runStream<Result>(
  path: string,
  body: unknown,
  { signal, onProgress }: StreamReader,
): Promise<Result> {
  const { body: bytes, status } = await sendForStream(path, body, signal);
  for await (const line of linesOf(bytes)) {
    const event = JSON.parse(line) as StreamEvent<Result>;
    if (event.type === 'result') return event.result;
    if (event.type === 'error') {
      const { code, message, hint } = event.error;
      throw new ApiError(status, code, message, hint);
    }
    onProgress(event);
  }
  throw new ApiError(
    status,
    'stream-ended',
    'The connection ended before the work was done',
    'Chunkwise may have been restarted; start again.',
  );
}

/** Lines of a body, however it was cut into pieces. */
async function* linesOf(bytes: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (!bytes) return;
  const reader = bytes.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = `${rest}${decoder.decode(value, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
