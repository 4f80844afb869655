import { describe, expect, it } from 'vitest';
import { countedSeconds, countingSince } from './counting-since';

const counters = {
  serverClockAt: '2026-11-30T12:00:00.000Z',
  statsResetAt: null,
  serverStatsResetAt: null,
  checkpointerStartedAt: null,
  serverStartedAt: '2026-01-01T00:00:00.000Z',
};

describe('countingSince', () => {
  it('is the reset, or else the start', () => {
    const statsResetAt = '2026-11-30T11:00:00.000Z';
    expect(countingSince({ ...counters, statsResetAt })).toBe(statsResetAt);
    expect(countedSeconds({ ...counters, statsResetAt })).toBe(3_600);
    expect(countingSince(counters)).toBe(counters.serverStartedAt);
  });

  it('is the recovery from a crash, which resets the counters and not the start', () => {
    const checkpointerStartedAt = '2026-11-30T11:59:00.000Z';
    expect(countedSeconds({ ...counters, checkpointerStartedAt })).toBe(60);
  });

  it('is the reset of the whole server where a role may not see that recovery', () => {
    const serverStatsResetAt = '2026-11-30T11:58:00.000Z';
    expect(countedSeconds({ ...counters, serverStatsResetAt })).toBe(120);
    expect(countingSince({ ...counters, serverStatsResetAt: '2025-01-01T00:00:00.000Z' })).toBe(
      counters.serverStartedAt,
    );
    const checkpointerStartedAt = '2026-11-01T00:00:00.000Z';
    expect(countingSince({ ...counters, serverStatsResetAt, checkpointerStartedAt })).toBe(
      checkpointerStartedAt,
    );
  });
});
