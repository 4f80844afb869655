import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertable } from '../testing/hypertable-rows';
import rule from './index-invalid';

type Broken = Row<'invalidChunkIndexes'>;

const broken = (over: Partial<Broken> = {}): Broken => ({
  hypertableId: 1,
  chunkName: '_hyper_1_1_chunk',
  schema: '_timescaledb_internal',
  name: '_hyper_1_1_chunk_device_idx',
  isUnique: false,
  isColumnPart: false,
  heapBytes: 100_000_000,
  ...over,
});
const check = (invalidChunkIndexes: readonly Broken[], over: Parameters<typeof context>[0] = {}) =>
  expectFindings(rule.check({ hypertables: [hypertable()], invalidChunkIndexes }, context(over)));

describe('hypertables/index-invalid', () => {
  it('is quiet without any, and about those of another hypertable', () => {
    expect(check([])).toEqual([]);
    expect(check([broken({ hypertableId: 2 })])).toEqual([]);
  });

  it('builds it anew beside readers and writers, and says how long that reads', () => {
    expect(check([broken()])[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: { invalidIndexes: 1, uniqueIndexes: 0, chunks: 1, heapBytes: 100_000_000 },
      advice: {
        steps: [
          {
            sql: 'REINDEX INDEX CONCURRENTLY "_timescaledb_internal"."_hyper_1_1_chunk_device_idx";',
            transaction: 'none',
            duration: { seconds: 4 },
          },
        ],
      },
    });
  });

  it('is critical where a unique one vouches for nothing', () => {
    expect(check([broken({ isUnique: true })])[0]).toMatchObject({
      severity: 'critical',
      facts: { uniqueIndexes: 1 },
    });
  });

  it('drops what a rebuild left behind, which guards nothing that its original does not', () => {
    const [finding] = check([
      broken({ name: 'a_ccnew', isUnique: true }),
      broken({ name: 'b_ccold1' }),
      broken({ name: 'accnew' }),
    ]);
    expect(finding?.severity).toBe('warning');
    expect(finding?.advice?.steps.map(({ sql }) => sql.split(' ').slice(0, 3).join(' '))).toEqual([
      'DROP INDEX CONCURRENTLY',
      'DROP INDEX CONCURRENTLY',
      'REINDEX INDEX CONCURRENTLY',
    ]);
  });

  it('adds up the chunks of one hypertable, and takes twenty indexes at once', () => {
    const many = Array.from({ length: 21 }, (_, at) =>
      broken({ chunkName: `chunk ${at % 7}`, name: `index ${at}` }),
    );
    const [finding] = check(many);
    expect(finding?.facts).toMatchObject({ invalidIndexes: 21, chunks: 7 });
    expect(finding?.advice?.steps).toHaveLength(20);
    expect(finding?.advice?.note).toContain('1 more index follows');
  });

  it('builds in a transaction on the embedded engine, which breaks at concurrent builds', () => {
    const [finding] = check([broken(), broken({ name: 'x_ccnew' })], {
      server: server({ engine: 'embedded' }),
    });
    expect(finding?.advice?.steps.map(({ sql }) => sql).join()).not.toContain('CONCURRENTLY');
  });

  it('does not apply without a hypertable', () => {
    expect(rule.check({ hypertables: [], invalidChunkIndexes: [] }, context())).toHaveProperty(
      'notApplicable',
    );
  });
});
