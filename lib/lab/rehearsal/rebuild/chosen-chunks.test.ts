import { describe, expect, it } from 'vitest';
import { daysAgo } from '@/lib/rules/testing/context';
import { chunk } from '@/lib/rules/testing/hypertable-rows';
import { chosenChunks } from './chosen-chunks';

const many = (count: number, over: Parameters<typeof chunk>[0] = {}) =>
  Array.from({ length: count }, (_, at) =>
    chunk({
      chunkId: at + 1,
      rangeStartUnits: daysAgo(count - at),
      rangeEndUnits: daysAgo(count - at - 1),
      ...over,
    }),
  );

describe('the chunks that a rehearsal rebuilds', () => {
  it('are all, where there are few', () => {
    expect(chosenChunks(many(300), '')).toHaveLength(300);
  });

  it('are those that the advice names, then the oldest and the newest', () => {
    const ids = chosenChunks(many(1_000), 'convert "_hyper_1_500_chunk"').map(({ chunkId }) => chunkId);
    expect(ids).toHaveLength(300);
    expect(ids).toEqual(expect.arrayContaining([1, 2, 150, 500, 852, 999, 1_000]));
    expect(ids).not.toContain(400);
  });

  it('are at most sixty converted ones beside all that are not', () => {
    const chunks = [...many(100, { isCompressed: true }), ...many(20)];
    const chosen = chosenChunks(chunks, '');
    expect(chosen.filter(({ isCompressed }) => isCompressed)).toHaveLength(60);
    expect(chosen.filter(({ isCompressed }) => !isCompressed)).toHaveLength(20);
  });

  it('are none without a whole range of their own, or tiered', () => {
    expect(chosenChunks([chunk({ rangeEndUnits: null }), chunk({ isTiered: true })], '')).toEqual([]);
  });
});
