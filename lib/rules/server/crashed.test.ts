import { describe, expect, it } from 'vitest';
import { context, secondsAgo, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import rule from './crashed';

const on = (serverAgo: number, checkpointerAgo: number | null) =>
  rule.check(
    {
      databaseCounters: [
        databaseCounters({
          serverStartedAt: secondsAgo(serverAgo),
          checkpointerStartedAt: checkpointerAgo === null ? null : secondsAgo(checkpointerAgo),
        }),
      ],
    },
    context(),
  );

describe('server/crashed', () => {
  it('finds a checkpointer that is younger than its server', () => {
    expect(on(1_000, 1_000)).toEqual([]);
    expect(on(1_000, 990)).toEqual([]);
    expect(expectFindings(on(1_000, 989))[0]).toMatchObject({
      severity: 'warning',
      facts: { secondsSinceCrash: 989, secondsUpBefore: 11 },
    });
  });

  it('speaks of it for a day', () => {
    expect(on(200_000, 86_400)).toHaveLength(1);
    expect(on(200_000, 86_401)).toEqual([]);
  });

  it('does not know what is hidden', () => {
    expect(on(1_000, null)).toHaveProperty('notRun');
    const blind = context({ server: server({ isMonitor: false }) });
    const rows = [databaseCounters({ checkpointerStartedAt: null })];
    expect(rule.check({ databaseCounters: rows }, blind)).toMatchObject({
      notRun: 'Processes of the server are hidden',
    });
  });
});
