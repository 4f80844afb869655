import { describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { server, snapshotOf } from '@/lib/rules/testing/context';
import { databaseCounters } from '@/lib/rules/testing/server-rows';
import { eventsBetween } from './events';

const at = (over: Parameters<typeof databaseCounters>[0] = {}, inRecovery = false): Snapshot => ({
  ...snapshotOf({ databaseCounters: [databaseCounters(over)] }),
  server: server({ inRecovery }),
});
const kinds = (before: Snapshot, now: Snapshot) => eventsBetween(before, now).map(({ kind }) => kind);
const LATER = '2026-11-24T11:59:00.000Z';

describe('what happened between two snapshots', () => {
  it('is nothing while nothing changes', () => {
    expect(kinds(at(), at())).toEqual([]);
  });

  it('is a restart, or a crash where only the checkpointer is new', () => {
    expect(kinds(at(), at({ serverStartedAt: LATER, checkpointerStartedAt: LATER }))).toEqual(['restart']);
    expect(kinds(at(), at({ checkpointerStartedAt: LATER }))).toEqual(['crash']);
    expect(kinds(at({ checkpointerStartedAt: null }), at())).toEqual([]);
  });

  it('is another role after a failover', () => {
    expect(eventsBetween(at({}, true), at())[0]).toMatchObject({
      kind: 'promotion',
      title: 'The standby became a primary',
    });
    expect(kinds(at(), at({}, true))).toEqual(['promotion']);
  });

  it('is a reset of the statistics', () => {
    expect(kinds(at(), at({ statsResetAt: LATER }))).toEqual(['statistics-reset']);
  });
});
