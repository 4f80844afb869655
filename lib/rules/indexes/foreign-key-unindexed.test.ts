import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { hypertableIndex } from '../testing/hypertable-rows';
import { foreignKey, index } from '../testing/table-rows';
import rule from './foreign-key-unindexed';

const look = (
  keys: readonly Row<'foreignKeys'>[],
  indexes: readonly Row<'indexes'>[] = [],
  over: Parameters<typeof context>[0] = {},
  hypertableIndexes: readonly Row<'hypertableIndexes'>[] | null = null,
) => rule.check({ foreignKeys: keys, indexes, hypertableIndexes }, context(over));
const check = (key: Partial<Row<'foreignKeys'>>, ...indexes: readonly Row<'indexes'>[]) =>
  expectFindings(look([foreignKey(key)], indexes));

const pair = { columns: ['customer_id', 'shop_id'] };

describe('indexes/foreign-key-unindexed', () => {
  it('is quiet where an index begins with its columns', () => {
    expect(check({}, index())).toEqual([]);
    expect(check({}, index({ keyColumns: ['customer_id', 'id'] }))).toEqual([]);
    expect(check({}, index({ method: 'hash' }))).toEqual([]);
  });

  it('takes the columns in any order, as long as they are the first ones', () => {
    expect(check(pair, index({ keyColumns: ['shop_id', 'customer_id', 'id'] }))).toEqual([]);
    expect(check(pair, index({ keyColumns: ['shop_id', 'id', 'customer_id'] }))).toHaveLength(1);
    expect(check(pair, index({ keyColumns: ['customer_id'] }))).toHaveLength(1);
  });

  it('takes no index that lacks rows which refer to something', () => {
    expect(check({}, index({ predicate: `(state = 'paid'::text)` }))).toHaveLength(1);
    expect(check({}, index({ predicate: '(customer_id IS NOT NULL)' }))).toEqual([]);
    expect(check({}, index({ predicate: '(total IS NOT NULL)' }))).toHaveLength(1);
    expect(check({}, index({ isValid: false }))).toHaveLength(1);
    expect(check({}, index({ method: 'brin' }))).toHaveLength(1);
    expect(check({}, index({ keyColumns: [null] }))).toHaveLength(1);
  });

  it('finds one without, and builds an index beside writers', () => {
    expect(check({})[0]).toMatchObject({
      subject: ['public', 'orders', 'orders_customer_id_fkey'],
      severity: 'warning',
      confidence: 'high',
      facts: { tableBytes: 200_000_000, referencedDeletes: 40, referencedUpdates: 0, referencedRows: 30_000 },
      advice: {
        steps: [
          {
            sql: 'CREATE INDEX CONCURRENTLY "orders_customer_id_idx" ON "public"."orders" USING btree ("customer_id");',
            duration: { seconds: 8 },
          },
        ],
        undo: [{ sql: 'DROP INDEX CONCURRENTLY "public"."orders_customer_id_idx";' }],
      },
    });
  });

  it('is a notice while nothing is deleted, and less sure where that is not known', () => {
    expect(check({ referencedDeletes: 1 })[0]?.severity).toBe('warning');
    expect(check({ referencedDeletes: 0 })[0]).toMatchObject({ severity: 'notice', confidence: 'high' });
    expect(check({ referencedDeletes: null })[0]).toMatchObject({ severity: 'notice', confidence: 'medium' });
  });

  it('speaks from 10 MB on, and once for two foreign keys of the same columns', () => {
    expect(check({ tableBytes: 10_000_000 })).toHaveLength(1);
    expect(check({ tableBytes: 9_999_999 })).toEqual([]);
    expect(look([foreignKey(), foreignKey({ name: 'again', referencedTable: 'people' })])).toHaveLength(1);
  });

  it('gives the index a name that is free', () => {
    const taken = index({ keyColumns: ['id'] });
    expect(check({}, taken)[0]?.advice?.steps[0]?.sql).toContain('"orders_customer_id_idx1"');
  });

  it('builds one of each partition beside writers, and attaches it', () => {
    const part = (name: string, tableOid: number) =>
      ({ tableOid, schema: 'parts', name, isPartitioned: false, tableBytes: 100_000_000 }) as const;
    const partitioned = { isPartitioned: true, partitions: [part('orders_1', 101), part('orders_2', 102)] };
    const [finding] = check(partitioned);
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      'CREATE INDEX "orders_customer_id_idx" ON ONLY "public"."orders" USING btree ("customer_id");',
      'CREATE INDEX CONCURRENTLY "orders_1_customer_id_idx" ON "parts"."orders_1" USING btree ("customer_id");',
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "parts"."orders_1_customer_id_idx";',
      'CREATE INDEX CONCURRENTLY "orders_2_customer_id_idx" ON "parts"."orders_2" USING btree ("customer_id");',
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "parts"."orders_2_customer_id_idx";',
    ]);
    expect(finding?.advice?.undo).toEqual([{ sql: 'DROP INDEX "public"."orders_customer_id_idx";' }]);
    expect(check(partitioned, index({ tableOid: 101 }), index({ tableOid: 102 }))).toEqual([]);
    expect(check(partitioned, index({ tableOid: 101 }))).toHaveLength(1);
    const many = {
      ...partitioned,
      partitions: Array.from({ length: 21 }, (_, at) => part(`p${at}`, 200 + at)),
    };
    expect(check(many)[0]?.advice?.steps).toMatchObject([
      { sql: 'CREATE INDEX "orders_customer_id_idx" ON "public"."orders" USING btree ("customer_id");' },
    ]);
  });

  it('finds one of a hypertable, and builds its index a chunk at a time', () => {
    const ofHypertable = foreignKey({
      tableOid: 1_000,
      tableName: 'metrics',
      name: 'metrics_device_fkey',
      columns: ['device'],
      isHypertable: true,
    });
    const byTime = hypertableIndex({ name: 'metrics_device_idx', keyColumns: ['time', 'device'] });
    const [finding] = expectFindings(look([ofHypertable], [], {}, [byTime]));
    expect(finding).toMatchObject({
      subject: ['public', 'metrics', 'metrics_device_fkey'],
      severity: 'warning',
      detail: expect.stringMatching(/reads 191\sMiB in all chunks\. 40 were/),
      advice: {
        steps: [
          {
            sql: 'CREATE INDEX "metrics_device_idx1" ON "public"."metrics" USING btree ("device") WITH (timescaledb.transaction_per_chunk);',
            transaction: 'none',
            duration: { seconds: 4 },
          },
        ],
        undo: [{ sql: 'DROP INDEX "public"."metrics_device_idx1";' }],
      },
    });
    expect(look([ofHypertable], [], {}, [hypertableIndex()])).toEqual([]);
    expect(look([ofHypertable], [], {}, [hypertableIndex({ tableOid: 1_001 })])).toHaveLength(1);
  });

  it('does not take the indexes of a hypertable that were not read for none', () => {
    const ofHypertable = foreignKey({ tableOid: 1_000, isHypertable: true });
    expect(look([ofHypertable])).toHaveProperty('notRun');
    expect(look([{ ...ofHypertable, tableBytes: 9_999_999 }])).toEqual([]);
    expect(look([{ ...ofHypertable, tableName: 'metrics' }, foreignKey()])).toMatchObject({
      findings: [{ subject: ['public', 'orders', 'orders_customer_id_fkey'] }],
      unknown: [['public', 'metrics', 'orders_customer_id_fkey']],
    });
  });

  it('says where it does not apply', () => {
    expect(look([])).toHaveProperty('notApplicable');
    expect(look([foreignKey()], [], { server: server({ inRecovery: true }) })).toHaveProperty(
      'notApplicable',
    );
  });
});
