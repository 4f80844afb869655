import { describe, expect, it } from 'vitest';
import { indexesAnswer as schema } from '@/lib/api/indexes-schema';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { NOW_MS, snapshotOf } from '@/lib/rules/testing/context';
import { chunk, hypertable, hypertableIndex } from '@/lib/rules/testing/hypertable-rows';
import { foreignKey, index, indexSize } from '@/lib/rules/testing/table-rows';
import { indexesAnswer } from './indexes';
import { onTheWire, view } from './testing/view';

const daysBefore = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();
const table = (over: Partial<Row<'tables'>>) =>
  ({
    relationOid: 100,
    rootOid: null,
    insertedTuples: 100,
    updatedTuples: 30,
    hotUpdatedTuples: 20,
    ...over,
  }) as Row<'tables'>;

const answerOf = (snapshot: Snapshot) => onTheWire(schema, indexesAnswer(view(snapshot)));

describe('the answer about indexes', () => {
  it('has each with its findings, and those that ask for another one apart', () => {
    const answer = answerOf(
      snapshotOf({
        indexes: [index({ indexOid: 1, name: 'a' }), index({ indexOid: 2, name: 'b' })],
        foreignKeys: [foreignKey({ columns: ['product_id'], name: 'of_product' })],
      }),
    );
    expect(answer.indexes?.map(({ name, findings }) => [name, findings.map(({ rule }) => rule)])).toEqual([
      ['a', []],
      ['b', ['indexes/duplicate']],
    ]);
    expect(answer.otherFindings.map(({ rule }) => rule)).toEqual(['indexes/foreign-key-unindexed']);
    expect(answer.indexes?.[0]?.definition).toBe(
      'CREATE INDEX "a" ON "public"."orders" USING btree (customer_id)',
    );
  });

  it('counts what was written to an index: no HOT update, but all partitions', () => {
    const snapshot = snapshotOf({
      indexes: [index({ tableOid: 100 }), index({ tableOid: 7 })],
      tables: [
        table({ insertedTuples: 0, updatedTuples: 0, hotUpdatedTuples: 0 }),
        table({ relationOid: 101, rootOid: 100 }),
      ],
    });
    expect(answerOf(snapshot).indexes?.map(({ tableWrites }) => tableWrites)).toEqual([110, null]);
  });

  it('takes an estimate above the size for none', () => {
    const wasted = (over: Partial<Row<'indexBloat'>>) =>
      answerOf(snapshotOf({ indexes: [index()], indexBloat: [indexSize(over)] })).indexes?.[0]?.wastedBytes;
    expect(wasted({})).toBe(10_000_000);
    expect(wasted({ entriesBytes: 1_000_000_001 })).toBeNull();
    expect(wasted({ entriesBytes: null })).toBeNull();
    expect(wasted({ indexOid: 9 })).toBeNull();
  });

  it('rolls up hypertables, and is empty, not unknown, without TimescaleDB', () => {
    const rows = {
      indexes: [],
      hypertables: [hypertable()],
      hypertableIndexes: [hypertableIndex()],
      chunks: [
        chunk({ insertedTuples: 7, updatedTuples: 1 }),
        chunk({ chunkId: 2, insertedTuples: 5, updatedTuples: 0 }),
      ],
    };
    expect(answerOf(snapshotOf(rows)).hypertableIndexes).toMatchObject([
      {
        schema: 'public',
        tableName: 'metrics',
        name: 'metrics_device_idx',
        chunkIndexes: 30,
        tableWrites: 13,
      },
    ]);
    const plain = snapshotOf({ indexes: [] });
    expect(answerOf(plain)).toMatchObject({
      hypertableIndexes: null,
      missing: [{ artifact: 'hypertableIndexes' }],
    });
    const without = {
      status: 'unavailable',
      reason: 'TimescaleDB is not installed in this database',
    } as const;
    expect(
      answerOf({ ...plain, artifacts: { ...plain.artifacts, hypertableIndexes: without } }),
    ).toMatchObject({ hypertableIndexes: [], missing: [] });
  });

  it('names the window that scans stand for', () => {
    const counters = (statsResetAt: string | null) =>
      ({
        statsResetAt,
        serverStartedAt: daysBefore(9),
        serverClockAt: daysBefore(0),
      }) as Row<'databaseCounters'>;
    const counting = (resetAt: string | null) =>
      answerOf(snapshotOf({ indexes: [], databaseCounters: [counters(resetAt)] })).counting;
    expect(counting(daysBefore(3))).toEqual({
      since: daysBefore(3),
      seconds: 3 * 86_400,
      standbys: null,
      tellsLastScan: true,
    });
    expect(counting(null)).toMatchObject({ seconds: 9 * 86_400 });
    expect(answerOf(snapshotOf({ indexes: [] })).counting).toBeNull();
  });
});
