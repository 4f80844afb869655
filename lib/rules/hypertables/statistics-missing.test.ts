import { describe, expect, it } from 'vitest';
import { context, daysAgo, NOW_MS, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  chunk,
  columnstoreSetting,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import rule from './statistics-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], chunks: [], compressionSettings: [columnstoreSetting()], ...over },
      context(contextOver),
    ),
  );
/** A chunk with rows that ended two days ago and was never analysed. */
const unknown = (over: Partial<Artifacts['chunks'][number]> = {}) =>
  chunk({ rangeStartUnits: daysAgo(3), rangeEndUnits: daysAgo(2), rowPartRows: null, ...over });
const converted = (unanalysed: number, of: number, over: Partial<Artifacts['chunks'][number]> = {}) =>
  dailyChunks(of, compressedChunk).map((one, at) => ({
    ...one,
    isColumnPartAnalyzed: at >= unanalysed,
    ...over,
  }));

describe('hypertables/statistics-missing', () => {
  it('is quiet where everything was analysed', () => {
    expect(check({ chunks: [...dailyChunks(3), ...converted(0, 10)] })).toEqual([]);
  });

  it('finds a single settled chunk whose rows nobody counted', () => {
    expect(check({ chunks: [unknown(), ...dailyChunks(3)] })[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: { rowParts: 1, columnParts: 0, allColumnParts: 0, chunks: 4 },
      advice: { steps: [{ sql: 'ANALYZE "public"."metrics";' }] },
    });
  });

  it('gives autovacuum a day, from the end of the chunk’s time and from its creation', () => {
    expect(check({ chunks: [unknown({ rangeEndUnits: daysAgo(0.9) })] })).toEqual([]);
    expect(check({ chunks: [unknown({ createdAt: new Date(NOW_MS - 3_600_000).toISOString() })] })).toEqual(
      [],
    );
    expect(check({ chunks: [unknown({ rangeEndUnits: daysAgo(1) })] })).toHaveLength(1);
  });

  it('leaves out what is no larger than PostgreSQL takes for granted', () => {
    expect(check({ chunks: [unknown({ rowHeapBytes: 81_920 })] })).toEqual([]);
    expect(check({ chunks: [unknown({ rowHeapBytes: 90_112 })] })).toHaveLength(1);
    expect(check({ chunks: [unknown({ isTiered: true })] })).toEqual([]);
  });

  it('speaks of column parts from more than a fifth of them on, the small ones left out', () => {
    expect(check({ chunks: converted(2, 10) })).toEqual([]);
    expect(check({ chunks: converted(3, 10) })[0]).toMatchObject({
      severity: 'warning',
      facts: { columnParts: 3, allColumnParts: 10 },
    });
    expect(check({ chunks: converted(10, 10, { compressedBatches: 99 }) })).toEqual([]);
  });

  it('asks for the whole where TimescaleDB is to choose segmentby by it', () => {
    const left = { hypertables: [hypertable({ isAnalyzed: false })], chunks: dailyChunks(3) };
    expect(check(left), 'segmentby is set').toEqual([]);
    const open = [columnstoreSetting({ segmentBy: null })];
    expect(check({ ...left, compressionSettings: open })[0]).toMatchObject({ severity: 'notice' });
    expect(check({ ...left, compressionSettings: null }), 'settings were not read').toEqual([]);
    const unasked = [hypertable({ isAnalyzed: null })];
    expect(check({ ...left, hypertables: unasked, compressionSettings: open })).toEqual([]);
  });

  it('takes no rows for not counted on 13, where it cannot tell afterwards', () => {
    const old = { server: server({ major: 13 }) };
    const [finding] = check({ chunks: [unknown({ rowPartRows: 0 })] }, old);
    expect(finding).toBeDefined();
    expect(finding).not.toHaveProperty('advice');
    expect(check({ chunks: [unknown({ rowPartRows: 0 })] })).toEqual([]);
  });

  it('does not apply without a hypertable', () => {
    expect(rule.check({ hypertables: [], chunks: [], compressionSettings: null }, context())).toHaveProperty(
      'notApplicable',
    );
  });
});
