import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  chunkSetting,
  column,
  columnstoreSetting,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import rule from './settings-drifted';

type Artifacts = Parameters<typeof rule.check>[0];
const chunks = dailyChunks(30, compressedChunk);
/** The first ones were compressed by site. */
const drifted = (count: number): Row<'chunkCompression'>[] => [
  chunkSetting({ chunkCount: 30 - count }),
  chunkSetting({
    segmentBy: ['site'],
    chunkCount: count,
    isCurrent: false,
    driftedChunkIds: chunks.slice(0, count).map(({ chunkId }) => chunkId),
  }),
];
const run = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks,
      compressionSettings: [columnstoreSetting()],
      chunkCompression: drifted(10),
      hypertableColumns: [column(), column({ name: 'site', position: 3, distinctValues: 4 })],
      statements: null,
      columnstoreDefaults: null,
      ...over,
    },
    context(contextOver),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];

describe('columnstore/settings-drifted', () => {
  it('is quiet where every chunk has the settings of today', () => {
    expect(one({ chunkCompression: [chunkSetting({ chunkCount: 30 })] })).toBeUndefined();
  });

  it('rewrites those that have not, with the settings that there are', () => {
    const finding = one({});
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { driftedChunks: 10, compressedChunks: 30 },
      advice: { undo: { impossible: expect.any(String) }, deletesData: false },
    });
    expect(finding?.detail).toContain('segmented by device_id, ordered by time DESC');
    expect(finding?.advice?.steps).toHaveLength(1);
    expect(finding?.advice?.steps[0]?.sql).toContain('recompress => true');
  });

  it('leaves alone what is read in a second', () => {
    const small = chunks.map((row) => ({ ...row, rowTotalBytes: 0, columnTotalBytes: 9_999_999 }));
    expect(one({ chunks: small })).toBeUndefined();
    const enough = small.map((row) => ({ ...row, columnTotalBytes: 10_000_000 }));
    expect(one({ chunks: enough })).toBeDefined();
    expect(one({ chunks: small }, { profile: { byteThresholdRatio: 0.1 } })).toBeDefined();
  });

  it('is silent where another rule has a better reason to rewrite them', () => {
    const underFilled = chunks.map((row) => ({ ...row, compressedBatches: 100_000 }));
    expect(one({ chunks: underFilled })).toBeUndefined();
  });

  it('does not apply where settings do not change beneath chunks, nor without any', () => {
    expect(run({}, { server: server({ timescale: timescale('2.13.1') }) })).toHaveProperty('notApplicable');
    expect(run({ chunks: [] })).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when the settings of chunks could not be read', () => {
    expect(run({ chunkCompression: null })).toHaveProperty('notRun');
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
