import { describe, expect, it } from 'vitest';
import { daysAgo, NOW_MS } from '@/lib/rules/testing/context';
import { chunk, compressedChunk, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { retention } from '@/lib/rules/testing/job-rows';
import { convertedChunks } from './converted-chunks';

const days = (make: typeof chunk) =>
  [12, 9, 6, 3, 0].map((old) =>
    make({ chunkId: old, rangeStartUnits: daysAgo(old + 1), rangeEndUnits: daysAgo(old) }),
  );
const idsOf = (over: Partial<Parameters<typeof convertedChunks>[0]>) =>
  convertedChunks(
    { hypertable: hypertable({ columnstoreEnabled: false }), chunks: days(chunk), policies: [], ...over },
    NOW_MS,
  ).map(({ chunkId }) => chunkId);

describe('the chunks that other settings make smaller', () => {
  it('are, without a columnstore, those that a policy of the advised age converts', () => {
    expect(idsOf({})).toEqual([12, 9]);
    // Half of two weeks, and never more than half of what is kept.
    expect(idsOf({ policies: [retention({ afterSeconds: 8 * 86_400 })] })).toEqual([12, 9, 6]);
  });

  it('are none where policies leave no age', () => {
    expect(idsOf({ policies: [retention({ afterSeconds: 86_400 })] })).toEqual([]);
  });

  it('are those in the columnstore that can be rewritten, where it is on', () => {
    const [oldest, frozen, tiered, ...rest] = days(compressedChunk);
    const chunks = [
      oldest,
      { ...frozen, isFrozen: true },
      { ...tiered, isTiered: true },
      ...rest,
      chunk(),
    ].flatMap((one) => (one ? [one as ReturnType<typeof chunk>] : []));
    expect(idsOf({ hypertable: hypertable(), chunks })).toEqual([12, 3, 0]);
  });
});
