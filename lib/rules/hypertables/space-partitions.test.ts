import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './space-partitions';

type Artifacts = Parameters<typeof rule.check>[0];

const space = (over: Partial<Row<'dimensions'>> = {}): Row<'dimensions'> => ({
  hypertableId: 1,
  dimensionId: 7,
  position: 2,
  kind: 'space',
  column: 'device_id',
  columnType: 'integer',
  isIntegerTime: false,
  chunkIntervalSeconds: null,
  chunkIntervalUnits: null,
  compressIntervalSeconds: null,
  compressIntervalUnits: null,
  partitionCount: 4,
  partitioningFunction: '_timescaledb_functions.get_partition_hash',
  integerNowFunction: null,
  ...over,
});
const side = (ranges: number, partitions: number) =>
  Array.from({ length: partitions }, () => dailyChunks(ranges))
    .flat()
    .map((one, at) => ({ ...one, chunkId: at + 1 }));
const check = (over: Partial<Artifacts>) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable({ dimensionCount: 2 })],
        chunks: side(25, 4),
        dimensions: [space()],
        ...over,
      },
      context(),
    ),
  );

describe('hypertables/space-partitions', () => {
  it('speaks from a hundred chunks on', () => {
    expect(check({ chunks: side(33, 3) })).toEqual([]);
    expect(check({})[0]).toMatchObject({
      subject: ['public', 'metrics', 'device_id'],
      severity: 'notice',
      facts: { partitions: 4, chunks: 100, chunkRanges: 25 },
      advice: {
        precheck: { expect: '4 — the number that the undo puts back' },
        steps: [{ sql: `SELECT set_number_partitions('"public"."metrics"', 1, 'device_id');` }],
        undo: [{ sql: `SELECT set_number_partitions('"public"."metrics"', 4, 'device_id');` }],
      },
    });
  });

  it('does not count chunks in other storage', () => {
    const tiered = side(25, 4).map((one, at) => chunk({ ...one, isTiered: at === 0 }));
    expect(check({ chunks: tiered })).toEqual([]);
  });

  it('leaves partitions that spread over several disks', () => {
    const spread = (...tablespaces: string[]) =>
      check({ hypertables: [hypertable({ dimensionCount: 2, tablespaces })] });
    expect(spread('disk1', 'disk2')).toEqual([]);
    expect(spread('disk1')).toHaveLength(1);
  });

  it('does not apply to time alone, nor to a space dimension of one partition', () => {
    const one = { hypertables: [hypertable()], chunks: side(200, 1) };
    expect(rule.check({ ...one, dimensions: [] }, context())).toHaveProperty('notApplicable');
    expect(rule.check({ ...one, dimensions: [space({ partitionCount: 1 })] }, context())).toHaveProperty(
      'notApplicable',
    );
  });
});
