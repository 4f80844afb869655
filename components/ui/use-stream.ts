import { useEffect, useRef, useState } from 'react';
import type { ProgressEvent } from '@/lib/api/event-stream';
import { ApiError } from '@/lib/api/request';

interface Reader {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ProgressEvent) => void;
}

interface Stream {
  /** Null when nothing runs. */
  readonly progress: ProgressEvent | null;
  readonly error: ApiError | null;
  start(): void;
  cancel(): void;
}

const BEGINNING: ProgressEvent = {
  type: 'progress',
  phase: 'start',
  done: null,
  total: null,
  words: 'Starting',
};

/** Runs long work of the server for one reader: its progress, its error, and a way to end it. Leaving the screen ends it too. */
export function useStream<Result>(
  run: (reader: Reader) => Promise<Result>,
  onResult: (result: Result) => void,
): Stream {
  const [progress, setProgress] = useState<ProgressEvent | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  return {
    progress,
    error,
    cancel: () => running.current?.abort(),
    start() {
      const controller = new AbortController();
      running.current = controller;
      setError(null);
      setProgress(BEGINNING);
      run({ signal: controller.signal, onProgress: setProgress })
        .then(onResult, (reason: unknown) => {
          if (controller.signal.aborted) return;
          setError(
            reason instanceof ApiError
              ? reason
              : new ApiError(
                  0,
                  'stream-ended',
                  'The connection ended before the work was done',
                  'Start again.',
                ),
          );
        })
        .finally(() => setProgress(null));
    },
  };
}
