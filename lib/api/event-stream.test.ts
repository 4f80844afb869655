import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventStream } from '@/app/api/event-stream';
import { AppError } from '@/lib/errors';
import type { OnProgress } from '@/lib/lab/progress';
import { runStream } from './event-stream';

type Work = (onProgress: OnProgress, signal: AbortSignal) => Promise<unknown>;

let work: Work;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((_, answer) => {
    const { body, headers } = eventStream(new Request('http://localhost'), (...told) => work(...told));
    answer.writeHead(200, Object.fromEntries(headers));
    const lines = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    lines.pipe(answer);
    answer.on('close', () => lines.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const step = (done: number) => ({ phase: 'read', done, total: 2, words: 'Reads «rows» ✓' });

async function run(these: Work, signal = new AbortController().signal) {
  work = these;
  const told: unknown[] = [];
  const answer = runStream(url, undefined, { signal, onProgress: (progress) => told.push(progress) });
  return { told, answer: await answer.catch((error: unknown) => error) };
}

describe('a stream of events', () => {
  it('tells progress as it comes, then the result', async () => {
    const { told, answer } = await run(async (onProgress) => {
      onProgress(step(1));
      onProgress(step(2));
      return { text: 'a\nb'.repeat(100_000) };
    });
    expect(told).toEqual([1, 2].map((done) => ({ type: 'progress', ...step(done) })));
    expect(answer).toEqual({ text: 'a\nb'.repeat(100_000) });
  });

  it('ends with our own words for what failed on the way', async () => {
    const { answer } = await run(() => Promise.reject(new AppError('query-denied', 'no right', 'grant it')));
    expect(answer).toMatchObject({
      name: 'ApiError',
      code: 'query-denied',
      message: 'no right',
      hint: 'grant it',
    });
  });

  it('ends the work when its reader goes away', async () => {
    const reader = new AbortController();
    const ended = new Promise((resolve) => {
      void run((onProgress, signal) => {
        onProgress(step(1));
        signal.addEventListener('abort', () => resolve('ended'));
        setTimeout(() => reader.abort(), 50);
        return new Promise(() => undefined);
      }, reader.signal).then(({ answer }) => expect(answer).toMatchObject({ name: 'AbortError' }));
    });
    expect(await ended).toBe('ended');
  });
});
