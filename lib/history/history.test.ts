import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { History } from './history';

const HOUR_MS = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] }));
afterEach(() => void vi.useRealTimers());

it('forgets what has not come again for a day, and keeps what has', async () => {
  const history = new History('postgres://nobody@/none?host=/nonexistent');
  const keep = (subject: string) =>
    history.keepValues('d', new Date().toISOString(), [
      { metric: 'statementCallsPerSecond', subject, value: 1 },
    ]);
  keep('gone');
  keep('comes again');
  vi.advanceTimersByTime(23 * HOUR_MS);
  keep('comes again');
  expect(history.latest('d', 'statementCallsPerSecond', 'gone')).not.toBeNull();
  vi.advanceTimersByTime(2 * HOUR_MS);
  expect(history.latest('d', 'statementCallsPerSecond', 'gone')).toBeNull();
  expect(history.latest('d', 'statementCallsPerSecond', 'comes again')).not.toBeNull();
  await history.close();
});
