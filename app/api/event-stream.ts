import type { StreamEvent } from '@/lib/api/event-stream';
import { EVENT_STREAM_TYPE } from '@/lib/api/event-stream-schema';
import { AppError } from '@/lib/errors';
import type { OnProgress } from '@/lib/lab/progress';

/**
 * Answers with the progress of long work and then its result or its error, one JSON object a line. The work's signal
 * is aborted when the reader goes away. What is refused before the work begins should be thrown before this is called,
 * so that it gets a status of its own: once lines flow, the status is 200.
 */
export function eventStream<Result>(
  request: Request,
  work: (onProgress: OnProgress, signal: AbortSignal) => Promise<Result>,
): Response {
  const gone = new AbortController();
  const signal = AbortSignal.any([request.signal, gone.signal]);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(lines) {
      const write = (event: StreamEvent<Result>) => {
        if (!signal.aborted) lines.enqueue(encoder.encode(`${JSON.stringify(event)}\n`));
      };
      void work((progress) => write({ type: 'progress', ...progress }), signal)
        .then(
          (result) => write({ type: 'result', result }),
          (error: unknown) => write({ type: 'error', error: failureOf(error) }),
        )
        .finally(() => {
          // A stream that its reader has cancelled is closed already.
          if (!gone.signal.aborted) lines.close();
        });
    },
    cancel: () => gone.abort(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': EVENT_STREAM_TYPE,
      // A proxy that compresses or buffers would keep the lines until the end.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}

function failureOf(error: unknown) {
  const { code, message, hint } =
    error instanceof AppError
      ? error
      : new AppError(
          'internal',
          'This could not be finished',
          'The log of Chunkwise may say more; try again.',
        );
  if (!(error instanceof AppError)) process.stderr.write(`${String(error)}\n`);
  return { code, message, ...(hint !== undefined && { hint }) };
}
