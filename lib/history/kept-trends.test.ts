import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trend } from '@/lib/rules/testing/context';
import { KeptTrends, OF_MORE_HOURS, OF_THE_HOUR, together } from './kept-trends';

const MINUTE_MS = 60_000;
const away = () => Promise.reject(new Error('History is being opened'));
const nothing = () => Promise.resolve([]);

describe('trends that are kept', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  async function asked(trends: KeptTrends, afterMs: number, read: typeof away | typeof nothing) {
    vi.setSystemTime(Date.now() + afterMs);
    const asking = vi.fn(read);
    trends.newest(asking);
    await Promise.allSettled(asking.mock.results.map(({ value }) => value));
    // What was read is kept a turn after it is there.
    await new Promise(setImmediate);
    return { isRead: asking.mock.calls.length === 1, newest: trends.newest(nothing) };
  }

  it.each([
    ['an hour', OF_THE_HOUR, 55_000],
    ['more hours', OF_MORE_HOURS, 600_000],
  ])('of %s are read as often as they change', async (_, ages, everyMs) => {
    const trends = new KeptTrends(ages);
    expect(await asked(trends, 0, nothing)).toEqual({ isRead: true, newest: [] });
    expect(await asked(trends, everyMs - 1, nothing)).toEqual({ isRead: false, newest: [] });
    expect(await asked(trends, 1, nothing)).toEqual({ isRead: true, newest: [] });
  });

  it('of more hours are tried again a minute after the store was away', async () => {
    const trends = new KeptTrends(OF_MORE_HOURS);
    const unavailable = { unavailable: 'History is being opened' };
    expect(await asked(trends, 0, away)).toEqual({ isRead: true, newest: unavailable });
    expect(await asked(trends, MINUTE_MS, nothing)).toEqual({ isRead: true, newest: [] });
    expect((await asked(trends, MINUTE_MS, nothing)).isRead).toBe(false);
  });

  it('outlast readings that fail, until they are stale; then they are not known, and no longer only waited for', async () => {
    const trends = new KeptTrends(OF_THE_HOUR);
    await asked(trends, 0, nothing);
    expect((await asked(trends, MINUTE_MS, away)).newest).toEqual([]);
    expect((await asked(trends, 4 * MINUTE_MS, away)).newest).toEqual([]);
    expect((await asked(trends, MINUTE_MS, away)).newest).toEqual({ unavailable: 'History is being opened' });
    expect((await asked(trends, MINUTE_MS, nothing)).newest).toEqual([]);
  });

  it('of an hour are waited for, for minutes, where they were never read', async () => {
    const trends = new KeptTrends(OF_THE_HOUR);
    const waiting = { unavailable: 'History is being opened', isWaiting: true };
    expect((await asked(trends, 0, away)).newest).toEqual(waiting);
    expect((await asked(trends, 4 * MINUTE_MS, away)).newest).toEqual(waiting);
    expect((await asked(trends, MINUTE_MS, away)).newest).toEqual({ unavailable: 'History is being opened' });
  });
});

it('tells the hour alone where more hours cannot be read, and nothing while they are read for the first time', () => {
  const hour = [trend('connections', 1)];
  const long = [trend('connections', 2, { hours: 24 })];
  const failed = { unavailable: 'It took too long' };
  const waiting = { unavailable: 'History is not read yet', isWaiting: true } as const;
  expect(together(hour, long)).toEqual([...hour, ...long]);
  expect(together(hour, failed)).toEqual(hour);
  expect(together(hour, waiting)).toEqual(waiting);
  expect(together(failed, long)).toEqual(failed);
});
