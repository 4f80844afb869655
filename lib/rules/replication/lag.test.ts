import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { receiver, standby } from '../testing/server-rows';
import rule from './lag';

const check = (over: Parameters<typeof receiver>[0], own: readonly ReturnType<typeof standby>[] = []) =>
  expectFindings(rule.check({ replication: [receiver(over)], standby: own }, context()));

describe('replication/lag', () => {
  it.each([
    [{ totalLagBytes: 99_999_999 }, undefined],
    [{ totalLagBytes: 100_000_000 }, 'warning'],
    [{ totalLagBytes: 1_000_000_000 }, 'critical'],
    [{ totalLagBytes: 1, replayLagSeconds: 29 }, undefined],
    [{ totalLagBytes: 1, replayLagSeconds: 30 }, 'warning'],
    [{ totalLagBytes: 1, replayLagSeconds: 300 }, 'critical'],
    // Nothing is missing, so the time of the last commit says nothing.
    [{ totalLagBytes: 0, replayLagSeconds: 9_999 }, undefined],
    [{ totalLagBytes: 200_000_000, replayLagSeconds: null }, 'warning'],
  ])('%o', (over, severity) => {
    expect(check(over)[0]?.severity).toBe(severity);
  });

  it('says where the log waits', () => {
    const [finding] = check({
      totalLagBytes: 2e8,
      sendLagBytes: 1e7,
      flushLagBytes: 1e7,
      replayLagBytes: 1.8e8,
    });
    expect(finding?.subject).toEqual(['standby', 'replica1']);
    expect(finding?.detail).toContain('not replayed');
  });

  it('tells standbys of one name apart, by address and by process', () => {
    const far = { totalLagBytes: 2e8, applicationName: 'walreceiver' };
    const subjects = (...rows: readonly Parameters<typeof receiver>[0][]) =>
      expectFindings(
        rule.check({ replication: rows.map((row) => receiver({ ...far, ...row })), standby: [] }, context()),
      ).map(({ subject }) => subject);
    expect(subjects({})).toEqual([['standby', 'walreceiver']]);
    expect(subjects({ clientAddress: '10.0.0.2' }, { clientAddress: '10.0.0.3' })).toEqual([
      ['standby', 'walreceiver', '10.0.0.2'],
      ['standby', 'walreceiver', '10.0.0.3'],
    ]);
    expect(subjects({ pid: 1, clientAddress: null }, { pid: 2, clientAddress: null })).toEqual([
      ['standby', 'walreceiver', 'local', 'process 1'],
      ['standby', 'walreceiver', 'local', 'process 2'],
    ]);
  });

  it('speaks of this standby while it streams, and of a pause', () => {
    const behind = { replayLagBytes: 2e8, lagSeconds: 60 };
    const own = (over: Parameters<typeof standby>[0]) =>
      expectFindings(rule.check({ replication: [], standby: [standby({ ...behind, ...over })] }, context()));
    expect(own({})[0]?.subject).toEqual(['standby', 'this standby']);
    expect(own({ isReplayPaused: true })[0]?.detail).toContain('paused');
    expect(own({ receiverStatus: null })).toEqual([]);
  });

  it('does not apply where nobody streams, and does not know what is hidden', () => {
    expect(rule.check({ replication: [], standby: [] }, context())).toHaveProperty('notApplicable');
    const hidden = receiver({ applicationName: null, state: null, totalLagBytes: null });
    expect(rule.check({ replication: [hidden], standby: [] }, context())).toHaveProperty('notRun');
    // One that is read and near says nothing of the other.
    const near = receiver({ totalLagBytes: 0 });
    expect(rule.check({ replication: [near, hidden], standby: [] }, context())).toHaveProperty('notRun');
    const far = receiver({ totalLagBytes: 2e8 });
    expect(expectFindings(rule.check({ replication: [far, hidden], standby: [] }, context()))).toHaveLength(
      1,
    );
  });

  it('does not know on a standby whose receiver is hidden', () => {
    const own = { replication: [], standby: [standby({ receiverStatus: null, lagSeconds: null })] };
    expect(rule.check(own, context({ server: server({ isMonitor: false }) }))).toEqual({
      notRun: 'The state of the receiver is hidden',
    });
    expect(rule.check(own, context())).toEqual([]);
  });
});
