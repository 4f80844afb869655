import { describe, expect, it } from 'vitest';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { replicationSummary } from './replication-summary';

const standby = {
  isReplayPaused: false,
  receiverStatus: 'streaming',
  lagSeconds: 0,
  replayLagBytes: 0,
  lastMessageAt: null,
  lastReplayedTransactionAt: null,
  slotName: null,
};
const receiver = { state: 'streaming', totalLagBytes: 1_024 };
const said = (over: object) =>
  replicationSummary({
    replication: [],
    standby: [],
    archiver: { mode: 'off' },
    missing: [],
    ...over,
  } as unknown as ReplicationAnswer).replaceAll('\u00a0', ' ');

describe('replicationSummary', () => {
  it('says who follows, and how far behind', () => {
    expect(said({})).toBe('No standby streams from here; the log is not archived.');
    expect(said({ replication: [receiver] })).toMatch(/^1 standby, the furthest 1 KiB behind;/);
    expect(said({ standby: [standby] })).toMatch(/^A standby that streams, 0 B behind/);
    expect(said({ standby: [{ ...standby, receiverStatus: null }] })).toMatch(
      /^A standby that does not stream;/,
    );
  });

  it('takes nothing that is hidden for absent', () => {
    expect(said({ replication: null })).toMatch(/^Standbys were not read;/);
    expect(said({ replication: [{ state: null, totalLagBytes: null }] })).toMatch(
      /^1 standby, not known how far/,
    );
    const hidden = { standby: [{ ...standby, receiverStatus: null }], missing: [{ artifact: 'standby' }] };
    expect(said(hidden)).toMatch(/^A standby, whose receiver is hidden from this role;/);
  });
});
