import { describe, expect, it } from 'vitest';
import rule from '@/lib/rules/columnstore/segmentby-missing';
import { runRule } from '@/lib/rules/judge';
import { NOW_MS, snapshotOf } from '@/lib/rules/testing/context';
import {
  column,
  columnstoreSetting,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '@/lib/rules/testing/hypertable-rows';
import { FindingBook } from './finding-book';

const NAMES = ['a', 'b'] as const;

/** Two hypertables whose batches mix the values of a column, as far as that column's statistics are known. */
const mixed = (values: Readonly<Record<(typeof NAMES)[number], number | null>>) =>
  snapshotOf({
    hypertables: NAMES.map((name, i) => hypertable({ hypertableId: i + 1, name, relationOid: i + 1 })),
    chunks: NAMES.flatMap((_, i) =>
      dailyChunks(10, compressedChunk).map((one) => ({ ...one, hypertableId: i + 1 })),
    ),
    compressionSettings: NAMES.map((_, i) => columnstoreSetting({ hypertableId: i + 1, segmentBy: [] })),
    hypertableColumns: NAMES.flatMap((name, i) => [
      column({ hypertableId: i + 1, name: 'time', position: 1, distinctValues: -1 }),
      column({ hypertableId: i + 1, distinctValues: values[name] }),
    ]),
  });

describe('the lives of the findings of one rule', () => {
  it('leaves open what is not known of one subject while another is found, and fixes what is known', () => {
    const book = new FindingBook([]);
    let minute = 0;
    const follow = (values: Parameters<typeof mixed>[0]) => {
      const { outcome, findings } = runRule(rule, mixed(values), NOW_MS, {});
      const snapshotAt = new Date(NOW_MS + ++minute * 60_000).toISOString();
      book.follow({ databaseId: 'x', snapshotAt, outcomes: [outcome], findings });
      return { status: outcome.status, states: book.all().map(({ state }) => state) };
    };
    expect(follow({ a: 10, b: 10 })).toEqual({ status: 'found', states: ['open', 'open'] });
    for (let i = 0; i < 3; i++)
      expect(follow({ a: null, b: 10 })).toEqual({ status: 'found', states: ['could-not-check', 'open'] });
    expect(follow({ a: 10, b: 10 })).toEqual({ status: 'found', states: ['open', 'open'] });
  });
});
