import { describe, expect, it } from 'vitest';
import { context, server, settings } from '../testing/rows';
import rule from './restart-pending';

const run = (pending: readonly string[], over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    {
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

  it('names what waits', () => {
    expect(run(['max_connections', 'shared_buffers'])).toMatchObject([
      {
        subject: ['postgresql'],
        severity: 'notice',
        title: '2 settings wait for a restart',
        detail: expect.stringMatching(/^max_connections, shared_buffers\./),
        facts: { pending: 2 },
      },
    ]);
    expect(run(['max_connections'])).toMatchObject([{ title: '1 setting waits for a restart' }]);
  });

  it('does not apply to the engine of Chunkwise', () => {
    expect(run(['max_connections'], { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
