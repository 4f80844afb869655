import { describe, expect, it } from 'vitest';
import { context, NOW_MS, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './restart-pending';

type Artifacts = Parameters<typeof rule.check>[0];

const run = (
  pending: readonly string[],
  over: Parameters<typeof server>[0] = {},
  { configurationLoad = null, configurationFiles = null }: Partial<Artifacts> = {},
) =>
  rule.check(
    {
      configurationLoad,
      configurationFiles,
      settings: settings({ max_connections: 100, shared_buffers: 16_384 }).map((row) => ({
        ...row,
        isPendingRestart: pending.includes(row.name),
      })),
    },
    context({ server: server(over) }),
  );

describe('settings/restart-pending', () => {
  it('is quiet while nothing waits', () => {
    expect(run([])).toEqual([]);
  });

  it('does not know of settings that are hidden', () => {
    expect(run([], { isMonitor: false })).toHaveProperty('notRun');
    expect(run(['max_connections'], { isMonitor: false })).toHaveLength(1);
  });

  it('names what waits', () => {
    expect(run(['max_connections', 'shared_buffers'])).toMatchObject([
      {
        subject: ['postgresql'],
        severity: 'notice',
        title: '2 settings wait for a restart',
        detail: expect.stringMatching(/^max_connections, shared_buffers\./),
        facts: { pending: 2, waitingSeconds: null },
      },
    ]);
    expect(run(['max_connections'])).toMatchObject([{ title: '1 setting waits for a restart' }]);
  });

  it('says since when at least, and warns after a week', () => {
    const loaded = (seconds: number) => ({
      configurationLoad: [{ loadedAt: new Date(NOW_MS - seconds * 1_000).toISOString() }],
    });
    const week = 7 * 86_400;
    expect(run(['max_connections'], {}, loaded(week - 1))).toMatchObject([{ severity: 'notice' }]);
    expect(run(['max_connections'], {}, loaded(week))).toMatchObject([
      {
        severity: 'warning',
        facts: { waitingSeconds: week },
        detail: expect.stringMatching(/last read 7\sd ago/),
      },
    ]);
  });

  it('says what the files say, where they may be read', () => {
    const line = (setting: string | null) => ({
      configurationFiles: [
        { name: 'max_connections', setting: '80', file: '/a', line: 1, isApplied: false, error: null },
        { name: 'max_connections', setting, file: '/b', line: 3, isApplied: false, error: null },
      ],
    });
    expect(run(['max_connections'], {}, line('90'))).toMatchObject([
      { detail: expect.stringContaining('max_connections (the files say 90).') },
    ]);
    expect(run(['max_connections'], {}, line(null))).toMatchObject([
      { detail: expect.stringMatching(/^max_connections\. /) },
    ]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(run(['max_connections'], { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
