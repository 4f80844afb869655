import { describe, expect, it } from 'vitest';
import { daysAgo, NOW_MS } from '@/lib/rules/testing/context';
import { compressedChunk, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy } from '@/lib/rules/testing/job-rows';
import { keysToldOff, neglectedChunks } from './neglected-chunks';

const aged = (days: number, over: Parameters<typeof compressedChunk>[0] = {}) =>
  compressedChunk({
    chunkId: days,
    rangeStartUnits: daysAgo(days + 1),
    rangeEndUnits: daysAgo(days),
    isPartial: true,
    rowHeapBytes: 8_192,
    ...over,
  });
const chunks = [aged(1), aged(5), aged(9), aged(40)];
const ids = (
  policies: readonly ReturnType<typeof policy>[],
  state: 'partial' | 'unordered' = 'partial',
  rows = chunks,
) => {
  const found = neglectedChunks(state, hypertable(), rows, policies, NOW_MS);
  return found && { why: found.neglect.why, ids: found.chunks.map(({ chunkId }) => chunkId) };
};

describe('neglected chunks', () => {
  it('are those past the age that would be proposed, where there is no policy', () => {
    expect(ids([])).toEqual({ why: 'no-policy', ids: [9, 40] });
    expect(ids([policy({ hypertableId: 2 }), policy({ kind: 'retention' })])).toMatchObject({
      why: 'no-policy',
    });
  });

  it('are none where the policy takes them in next', () => {
    expect(ids([policy({ afterSeconds: 3 * 86_400 })])).toBeNull();
  });

  it('are those past the policy’s own age where it is paused or told to leave them', () => {
    const three = policy({ afterSeconds: 3 * 86_400 });
    expect(ids([{ ...three, scheduled: false }])).toEqual({ why: 'paused', ids: [5, 9, 40] });
    expect(ids([{ ...three, recompresses: false }])).toEqual({ why: 'told-not-to', ids: [5, 9, 40] });
  });

  it('are those that a policy gets to only much later', () => {
    expect(ids([policy({ afterSeconds: 30 * 86_400 })])).toEqual({ why: 'not-due', ids: [9] });
  });

  it('are not frozen, tiered, or marked without rows beside the batches', () => {
    const rows = [{ isFrozen: true }, { isTiered: true }, { rowHeapBytes: 0 }, { isPartial: false }];
    expect(
      ids(
        [],
        'partial',
        rows.map((over) => aged(9, over)),
      ),
    ).toBeNull();
  });

  it('are partial when they are unordered too', () => {
    const both = aged(9, { isUnordered: true });
    expect(ids([], 'partial', [both])).toMatchObject({ ids: [9] });
    expect(ids([], 'unordered', [both])).toBeNull();
    expect(ids([], 'unordered', [{ ...both, isPartial: false }])).toMatchObject({ ids: [9] });
  });

  it('of the unordered kind have an option and a policy of their own from 2.29', () => {
    const rows = [aged(9, { isUnordered: true, isPartial: false })];
    const told = policy({ config: { recompress_unordered: false } });
    expect(ids([told], 'unordered', rows)).toEqual({ why: 'told-not-to', ids: [9] });
    expect(ids([told], 'partial', [aged(9)])).toBeNull();
    expect(ids([told, policy({ kind: 'compaction' })], 'unordered', rows)).toBeNull();
    expect(keysToldOff('unordered', { ...told, recompresses: false })).toEqual([
      'recompress',
      'recompress_unordered',
    ]);
    expect(keysToldOff('partial', { ...told, recompresses: false })).toEqual(['recompress']);
  });
});
