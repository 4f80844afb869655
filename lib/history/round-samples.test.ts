import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { chunk, daysAgo, hypertable, NOW_MS, snapshotOf } from '@/lib/rules/testing/rows';
import { type Readings, roundSamples } from './round-samples';

/** Today's chunk, and one that ended yesterday, five minutes later each time. */
const rounds = () => {
  const readings: Readings = new Map();
  let round = 0;
  return (over: Partial<Row<'chunks'>> = {}, table = hypertable()) => {
    const at = new Date(NOW_MS + round * 300_000).toISOString();
    round += 1;
    const chunks = [
      chunk({ chunkId: 1, rangeStartUnits: daysAgo(2), rangeEndUnits: daysAgo(1), ...over }),
      chunk({
        chunkId: 2,
        rangeStartUnits: daysAgo(1),
        rangeEndUnits: daysAgo(-1),
        insertedTuples: round * 1_000,
      }),
    ];
    const { artifacts, ...snapshot } = snapshotOf({ hypertables: [table], chunks });
    const collected = {
      ...artifacts,
      chunks: { status: 'ok' as const, rows: chunks, collectedAt: at, tookMs: 1 },
    };
    return roundSamples(
      {
        collected: ['chunks'],
        snapshot: { ...snapshot, takenAt: at, artifacts: collected },
        judgement: null,
      },
      readings,
    ).find(({ metric }) => metric === 'lateWriteSeconds')?.value;
  };
};

describe('how late rows are written', () => {
  it('is how long ago the chunk had ended whose counters went up; the chunk of today does not count', () => {
    const look = rounds();
    expect(look()).toBeUndefined();
    expect(look()).toBe(0);
    expect(look({ updatedTuples: 1 })).toBe(86_400 + 600);
    expect(look({ updatedTuples: 1 })).toBe(0);
    expect(look({ updatedTuples: 1, insertedTuples: 1_000_001 })).toBe(86_400 + 1_200);
  });

  it('does not take a conversion for a write', () => {
    const look = rounds();
    look();
    expect(look({ isCompressed: true, insertedTuples: 2_000_000 })).toBeUndefined();
    expect(look({ isCompressed: true, insertedTuples: 2_000_000 })).toBe(0);
  });

  it('is not known without counters, and along integer time', () => {
    const look = rounds();
    look({ insertedTuples: null });
    expect(look({ insertedTuples: null })).toBeUndefined();
    const ticks = rounds();
    ticks({}, hypertable({ isIntegerTime: true }));
    expect(ticks({}, hypertable({ isIntegerTime: true }))).toBeUndefined();
  });
});
