import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { index } from '../testing/table-rows';
import rule from './invalid';

const orders = { relationOid: 100, tableBytes: 500_000_000 } as Row<'tables'>;
const check = (
  over: Partial<Row<'indexes'>>,
  tables: readonly Row<'tables'>[] | null = [orders],
  contextOver: Parameters<typeof context>[0] = {},
) => expectFindings(rule.check({ indexes: [index(over)], tables }, context(contextOver)));

describe('indexes/invalid', () => {
  it('is quiet about a valid index, and about one that is being built', () => {
    expect(check({})).toEqual([]);
    expect(check({ isValid: false, isBeingBuilt: true })).toEqual([]);
  });

  it('builds it again beside writers', () => {
    expect(check({ isValid: false })[0]).toMatchObject({
      subject: ['public', 'orders', 'orders_customer_id_idx'],
      severity: 'warning',
      confidence: 'high',
      facts: { indexBytes: 50_000_000, tableBytes: 500_000_000, partitions: null },
      advice: {
        steps: [
          {
            sql: 'REINDEX INDEX CONCURRENTLY "public"."orders_customer_id_idx";',
            lock: { mode: 'ShareUpdateExclusive' },
            duration: { seconds: 20 },
          },
        ],
      },
    });
    expect(check({ isValid: false }, null)[0]?.advice?.steps[0]?.duration).toBeUndefined();
  });

  it('takes a unique one for critical: it guards nothing', () => {
    expect(check({ isValid: false, isUnique: true })[0]?.severity).toBe('critical');
  });

  it.each(['orders_pkey_ccnew', 'orders_pkey_ccold1'])('drops what a rebuild left: %s', (name) => {
    expect(check({ isValid: false, isUnique: true, name })[0]).toMatchObject({
      severity: 'warning',
      advice: { steps: [{ sql: `DROP INDEX CONCURRENTLY "public"."${name}";` }] },
    });
    expect(check({ name })).toEqual([]);
  });

  const partition = (at: number, isPartitioned = false) => ({
    schema: 'public',
    name: `orders_${at}`,
    isPartitioned,
    tableBytes: 50_000_000,
  });

  it('builds it on the partitions that lack it, and attaches what is there', () => {
    const whole = index({ isValid: false, partitions: 1, lackingPartitions: [partition(1), partition(2)] });
    const there = index({ indexOid: 2, tableOid: 101, tableName: 'orders_2', name: 'by_hand' });
    const [finding] = expectFindings(rule.check({ indexes: [whole, there], tables: [orders] }, context()));
    expect(finding).toMatchObject({ facts: { partitions: 1 } });
    expect(finding?.detail).toContain('orders_1, orders_2 lack it');
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      expect.stringMatching(
        /^CREATE INDEX CONCURRENTLY "orders_1_customer_id_idx" ON "public"."orders_1" USING btree/,
      ),
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "public"."orders_1_customer_id_idx";',
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "public"."by_hand";',
    ]);
  });

  it.each([
    ['it is not known which partitions lack it', { lackingPartitions: null }],
    [
      'there are too many to name',
      { lackingPartitions: Array.from({ length: 21 }, (_, at) => partition(at)) },
    ],
    ['one is partitioned itself', { lackingPartitions: [partition(1, true)] }],
    ['it belongs to a constraint', { lackingPartitions: [partition(1)], isConstraint: true }],
  ])('gives words where %s', (_why, over) => {
    const [finding] = check({ isValid: false, partitions: 3, ...over });
    expect(finding?.facts.partitions).toBe(3);
    expect(finding?.detail).toContain('ATTACH PARTITION');
    expect(finding?.advice).toBeUndefined();
  });

  it('is less sure where builds of others are hidden, and leaves a standby to its primary', () => {
    const hidden = { server: server({ isMonitor: false }) };
    expect(check({ isValid: false }, [orders], hidden)[0]?.confidence).toBe('medium');
    const standby = context({ server: server({ inRecovery: true }) });
    expect(rule.check({ indexes: [index()], tables: null }, standby)).toHaveProperty('notApplicable');
  });
});
