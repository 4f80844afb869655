import { describe, expect, it } from 'vitest';
import { type ChunkSource, chunkColumns, MOST_LANES } from './chunk-columns';
import { CHUNK_STATES, statesMask } from './chunk-states';

function source(
  ranges: readonly (readonly [number | null, number | null])[],
  isPartitioned = false,
): ChunkSource {
  return {
    count: ranges.length,
    start: ranges.map(([from]) => from),
    end: ranges.map(([, to]) => to),
    state: () => 'row',
    diskBytes: (i) => (i === 0 ? null : i * 10),
    beforeBytes: () => null,
    isPartitioned,
  };
}

describe('chunkColumns', () => {
  it('sorts by start and remembers where each chunk came from', () => {
    const chunks = chunkColumns(
      source([
        [20, 30],
        [0, 10],
        [10, 20],
      ]),
    );
    expect([...chunks.start]).toEqual([0, 10, 20]);
    expect([...chunks.source]).toEqual([1, 2, 0]);
    expect([...chunks.reach]).toEqual([10, 20, 30]);
  });

  it('keeps a size that is not known as NaN, never 0', () => {
    const chunks = chunkColumns(
      source([
        [0, 10],
        [10, 20],
      ]),
    );
    expect(chunks.diskBytes[0]).toBeNaN();
    expect(chunks.diskBytes[1]).toBe(10);
  });

  it('gives open-ended chunks the length of a bounded one', () => {
    const chunks = chunkColumns(
      source([
        [null, 0],
        [0, 10],
        [10, null],
      ]),
    );
    expect([...chunks.start]).toEqual([-10, 0, 10]);
    expect([...chunks.end]).toEqual([0, 10, 20]);
  });

  it('puts partitions into lanes, and one lane where there are too many', () => {
    const two = chunkColumns(
      source(
        [
          [0, 10],
          [0, 10],
          [10, 20],
          [10, 20],
        ],
        true,
      ),
    );
    expect(two.laneCount).toBe(2);
    expect([...two.lane]).toEqual([0, 1, 0, 1]);
    const many = chunkColumns(
      source(
        Array.from({ length: MOST_LANES + 1 }, () => [0, 10] as const),
        true,
      ),
    );
    expect(many.laneCount).toBe(1);
  });

  it('has no lanes without a second dimension, although ranges overlap', () => {
    expect(
      chunkColumns(
        source([
          [0, 10],
          [5, 15],
        ]),
      ).laneCount,
    ).toBe(1);
  });
});

describe('statesMask', () => {
  it('ignores unknown names, and means everything when nothing is chosen', () => {
    expect(statesMask(['row', 'nonsense'])).toBe(1 << CHUNK_STATES.indexOf('row'));
    expect(statesMask([])).toBe((1 << CHUNK_STATES.length) - 1);
  });
});
