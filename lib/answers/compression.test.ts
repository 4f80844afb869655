import { describe, expect, it } from 'vitest';
import { compressionAnswer as schema } from '@/lib/api/compression-schema';
import type { Snapshot } from '@/lib/collect/snapshot';
import { daysAgo, snapshotOf } from '@/lib/rules/testing/context';
import { chunk, compressedChunk, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy } from '@/lib/rules/testing/job-rows';
import { compressionAnswer } from './compression';
import { onTheWire, view } from './testing/view';

const answerOf = (snapshot: Snapshot | null) => onTheWire(schema, compressionAnswer(view(snapshot)));
const complete = { policies: [], compressionSettings: [], chunkCompression: [] };

describe('what compression saves', () => {
  const { totals, waterfall, hypertables } = answerOf(
    snapshotOf({
      ...complete,
      hypertables: [hypertable(), hypertable({ hypertableId: 2, name: 'plain', columnstoreEnabled: false })],
      chunks: [
        compressedChunk({ rowTotalBytes: 0, beforeBytes: 100, columnTotalBytes: 10 }),
        compressedChunk({ chunkId: 2, rowTotalBytes: 0, beforeBytes: 100, columnTotalBytes: 15 }),
        chunk({ chunkId: 3, rowTotalBytes: 200, rangeEndUnits: daysAgo(8) }),
        chunk({ chunkId: 4, rowTotalBytes: 50 }),
        chunk({ chunkId: 5, hypertableId: 2, rowTotalBytes: 1_000 }),
      ],
    }),
  );

  it('adds up: what it would take, less what is saved, is what it takes', () => {
    expect(totals).toMatchObject({
      uncompressedBytes: 1_450,
      totalBytes: 1_275,
      savedBytes: 175,
      ratio: 8,
      columnBytes: 25,
      rowBytes: 1_250,
    });
    const level = (waterfall ?? []).slice(0, 2).reduce((sum, { amount }) => sum + amount, 0);
    expect(waterfall?.map(({ kind, amount }) => [kind, Math.round(amount)])).toEqual([
      ['whole', 1_450],
      ['saved', -175],
      ['whole', level],
      ['possible', -175],
    ]);
  });

  it('estimates from the ratios of siblings what converting would save, and nothing where there are none', () => {
    const [metrics, plain] = hypertables ?? [];
    expect(metrics).toMatchObject({
      ratio: 8,
      ratioHigh: 10,
      measuredChunks: 2,
      measuredBeforeBytes: 200,
      compressedChunks: 2,
      potential: { low: 170, high: 180 },
    });
    expect(metrics?.potentialBasis).toMatch(/^200 bytes old enough/);
    expect(plain).toMatchObject({ potential: null, ratio: null, savedBytes: 0, rowsPerBatch: null });
    expect(totals?.potential).toEqual({ low: 170, high: 180 });
    expect(waterfall?.at(-1)).toMatchObject({ low: -170, high: -180, hypertable: { name: 'metrics' } });
  });
});

describe('a hypertable in it', () => {
  const rowsOf = (over: Parameters<typeof snapshotOf>[0]) =>
    answerOf(snapshotOf({ ...complete, hypertables: [hypertable()], chunks: [], ...over })).hypertables;

  it('counts each chunk that asks for something once', () => {
    const [row] =
      rowsOf({
        policies: [policy()],
        chunks: [
          ...dailyChunks(10),
          compressedChunk({ chunkId: 11, isPartial: true, isUnordered: true, rowTotalBytes: 7 }),
          compressedChunk({ chunkId: 12, isUnordered: true }),
        ],
      }) ?? [];
    expect(row).toMatchObject({
      hasPolicy: true,
      policyAfterSeconds: 604_800,
      overdueChunks: 2,
      partialChunks: 1,
      unorderedChunks: 1,
      overdueBytes: 200_000_000,
      rowsPerBatch: 1_000,
    });
  });

  it('goes by its policy, and by our proposal where that goes by creation', () => {
    const convertible = (over: Parameters<typeof policy>[0]) =>
      rowsOf({
        policies: [policy(over)],
        chunks: [...dailyChunks(10), compressedChunk({ chunkId: 11 })],
      })?.[0]?.potential?.high;
    expect(convertible({ afterSeconds: 8 * 86_400 })).toBe(90_000_000);
    expect(convertible({ afterSeconds: 3_600, byCreation: true })).toBe(180_000_000);
  });

  it('says which settings it has, and how many chunks have others', () => {
    const setting = { segmentBy: ['device'], orderBy: ['time', 'id'], orderByDescending: [true, false] };
    const [row] =
      rowsOf({
        compressionSettings: [{ hypertableId: 1, ...setting, orderByNullsFirst: [true, false] }],
        chunkCompression: [
          { hypertableId: 1, ...setting, chunkCount: 3, isCurrent: true, driftedChunkIds: [] },
          { hypertableId: 1, ...setting, chunkCount: 2, isCurrent: false, driftedChunkIds: [1, 2] },
          { hypertableId: 9, ...setting, chunkCount: 9, isCurrent: false, driftedChunkIds: [] },
        ],
      }) ?? [];
    expect(row).toMatchObject({
      segmentBy: ['device'],
      orderBy: ['time DESC', 'id'],
      driftedChunks: 2,
      hasPolicy: false,
      chunkCount: 0,
      potential: { low: 0, high: 0 },
    });
  });

  it('says of one without columnstore what the advice to turn it on says, while that is open', () => {
    const rows = {
      ...complete,
      hypertables: [hypertable({ columnstoreEnabled: false })],
      hypertableColumns: [],
      chunks: dailyChunks(300),
    };
    const { hypertables, totals } = answerOf(snapshotOf(rows));
    const saved = view(snapshotOf(rows)).judgement?.findings.find(
      ({ rule }) => rule === 'columnstore/disabled-on-large',
    )?.impact?.bytesSaved;
    expect(saved?.low).toBeGreaterThan(0);
    expect(hypertables?.[0]).toMatchObject({
      potential: saved,
      potentialBasis: expect.stringContaining('Not measured on these rows'),
      measuredBeforeBytes: null,
    });
    expect(totals?.potential).toEqual(saved);
    const few = snapshotOf({ ...rows, chunks: dailyChunks(3) });
    expect(answerOf(few).hypertables?.[0]).toMatchObject({
      potential: null,
      potentialBasis: expect.stringMatching(/^Not estimated/),
    });
  });

  it('does not take for none what could not be read', () => {
    const { hypertables, missing } = answerOf(snapshotOf({ hypertables: [hypertable()], chunks: [] }));
    expect(hypertables?.[0]).toMatchObject({ hasPolicy: null, driftedChunks: null, segmentBy: null });
    expect(missing.map(({ artifact }) => artifact)).toEqual([
      'policies',
      'compressionSettings',
      'chunkCompression',
    ]);
    const unread = answerOf(snapshotOf({ ...complete, hypertables: [hypertable()] }));
    expect(unread).toMatchObject({ hypertables: null, totals: null, waterfall: null, worstChunks: [] });
    expect(answerOf(null)).toMatchObject({ snapshotAt: null, hypertables: null });
  });

  it('shows the findings about its columnstore only', () => {
    const [row] = rowsOf({ chunks: dailyChunks(3) }) ?? [];
    expect(row?.findings.map(({ key }) => key)).toEqual(['columnstore/policy-missing:public.metrics']);
  });
});

describe('compressed chunks', () => {
  const { worstChunks, ratioHistogram } = answerOf(
    snapshotOf({
      ...complete,
      hypertables: [hypertable()],
      chunks: [
        ...dailyChunks(30, (over) =>
          compressedChunk({ ...over, beforeBytes: (over.chunkId ?? 1) * 100, columnTotalBytes: 200 }),
        ),
        compressedChunk({ chunkId: 31, isPartial: true, beforeBytes: 1, columnTotalBytes: 100 }),
        compressedChunk({ chunkId: 32, beforeBytes: null }),
      ],
    }),
  );

  it('stand in the order of what they gained, the least first; what was not measured is not there', () => {
    expect(worstChunks).toHaveLength(20);
    expect(worstChunks[0]).toMatchObject({
      chunkId: 1,
      ratio: 0.5,
      name: 'metrics',
      chunkName: '_hyper_1_1_chunk',
      rowsPerBatch: 1_000,
    });
    expect(worstChunks.map(({ ratio }) => ratio)).toEqual(
      worstChunks.map(({ ratio }) => ratio).sort((a, b) => a - b),
    );
  });

  it('are counted by their ratio, an edge belonging to the bin that it begins', () => {
    const counted = ratioHistogram
      .filter(({ chunks }) => chunks > 0)
      .map(({ from, to, chunks }) => [from, to, chunks]);
    expect(counted).toEqual([
      [0, 1, 1],
      [1, 2, 2],
      [2, 3, 2],
      [3, 4, 2],
      [4, 6, 4],
      [6, 8, 4],
      [8, 10, 4],
      [10, 15, 10],
      [15, 20, 1],
    ]);
    expect(ratioHistogram.at(-1)?.to).toBeNull();
  });
});
