import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Finding } from '../rule';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, column, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { statement } from '../testing/statement-rows';
import { columnStatistic, index, tableStatistics } from '../testing/table-rows';
import rule from './workload-candidate';

type Artifacts = Parameters<typeof rule.check>[0];
const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(
    {
      columnStatistics: [tableStatistics()],
      indexes: [primaryKey],
      statements: [],
      tables: null,
      hypertables: null,
      hypertableColumns: null,
      chunks: null,
      ...over,
    },
    context(contextOver),
  );
const primaryKey = index({ name: 'orders_pkey', keyColumns: ['id'], isUnique: true, isPrimary: true });
const check = (...args: Parameters<typeof look>): readonly Finding[] => expectFindings(look(...args));
/** As many blocks as the table has, read by each of a thousand calls within a month. */
const scan = (query: string, over: Parameters<typeof statement>[1] = {}) =>
  statement(query, {
    totalSeconds: 6_000,
    sharedBlocksHit: 2_000_000,
    sharedBlocksRead: 0,
    rows: 1_000,
    ...over,
  });
const asked = (
  query: string,
  over: Parameters<typeof statement>[1] = {},
  artifacts: Partial<Artifacts> = {},
) => check({ statements: [scan(query, over)], ...artifacts });
const keyOf = (
  query: string,
  over: Parameters<typeof statement>[1] = {},
  artifacts: Partial<Artifacts> = {},
) => asked(query, over, artifacts)[0]?.advice?.steps[0]?.sql.replace(/^.* USING btree /, '');

const BY_CUSTOMER = 'SELECT sum(total) FROM orders WHERE customer_id = $1';

describe('indexes/workload-candidate', () => {
  it('proposes the index that leads to the rows, beside readers and writers, with a way back', () => {
    const [finding, ...others] = asked(BY_CUSTOMER);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'orders', 'customer_id'],
      severity: 'warning',
      confidence: 'medium',
      facts: {
        statements: 1,
        calls: 1_000,
        spentSeconds: 6_000,
        windowSeconds: 30 * 86_400,
        blocksPerCall: 2_000,
        rowsPerCall: 100,
        tableRows: 200_000,
        tableBytes: 16_384_000,
        // 200,000 entries of 20 bytes; a real one of 200,000 integers took 4.5 MB.
        indexBytes: 4_444_444,
        writtenRows: 0,
      },
      // (2,000 − 100 − 3) of 2,000 blocks.
      impact: { secondsSaved: 5_691 },
    });
    expect(finding?.detail).toContain('the planner was not asked');
    expect(finding?.advice).toMatchObject({
      precheck: { expect: expect.stringMatching(/^0 — /) },
      steps: [
        {
          sql: 'CREATE INDEX CONCURRENTLY "orders_customer_id_idx" ON "public"."orders" USING btree ("customer_id");',
          transaction: 'none',
        },
      ],
      undo: [{ sql: 'DROP INDEX CONCURRENTLY "public"."orders_customer_id_idx";' }],
      verify: { expect: expect.stringMatching(/^1 — /) },
    });
  });

  it('puts the most selective value first, and stops where few rows are left', () => {
    expect(keyOf(`${BY_CUSTOMER} AND state = $2`)).toBe('("customer_id");');
    const tenants = tableStatistics({
      columns: [
        columnStatistic('tenant', { distinctValues: 10 }),
        columnStatistic('kind', { distinctValues: 40 }),
      ],
    });
    expect(
      keyOf(
        'SELECT count(*) FROM orders WHERE tenant = $1 AND kind = $2',
        {},
        { columnStatistics: [tenants] },
      ),
    ).toBe('("kind", "tenant");');
    // A tenth of the rows is more than an index is good for.
    expect(
      asked('SELECT count(*) FROM orders WHERE tenant = $1', {}, { columnStatistics: [tenants] }),
    ).toEqual([]);
  });

  it('puts a range behind the values, and the order of the first rows, with its direction', () => {
    expect(keyOf(`${BY_CUSTOMER} AND placed_at > $2`)).toBe('("customer_id", "placed_at");');
    const newest = 'ORDER BY placed_at DESC LIMIT 20';
    expect(keyOf(`SELECT * FROM orders WHERE customer_id = $1 ${newest}`, { rows: 20_000 })).toBe(
      '("customer_id", "placed_at" DESC);',
    );
    expect(keyOf(`SELECT * FROM orders ${newest}`, { rows: 20_000 })).toBe('("placed_at" DESC);');
    // Which rows another condition passes over on the way is not known.
    expect(asked(`SELECT * FROM orders WHERE note LIKE $1 ${newest}`, { rows: 20_000 })).toEqual([]);
  });

  it('takes the rows that were answered for those that are chosen, before it asks statistics', () => {
    const unknown = tableStatistics({ columns: [columnStatistic('sku', { distinctValues: null })] });
    const rows = (perCall: number) =>
      asked(
        'SELECT * FROM orders WHERE sku = $1',
        { rows: perCall * 1_000 },
        { columnStatistics: [unknown] },
      );
    expect(rows(3)[0]?.facts.rowsPerCall).toBe(3);
    expect(rows(10_001)).toEqual([]);
  });

  it('indexes only what is open where that is little', () => {
    const queue = (nullRatio: number) =>
      tableStatistics({
        columns: [
          columnStatistic('done_at', { nullRatio, distinctValues: -0.5 }),
          columnStatistic('made_at', { distinctValues: -1 }),
        ],
      });
    const next = 'SELECT * FROM orders WHERE done_at IS NULL ORDER BY made_at LIMIT 1';
    const key = (nullRatio: number) =>
      asked(next, {}, { columnStatistics: [queue(nullRatio)] })[0]?.advice?.steps[0]?.sql;
    expect(key(0.01)).toContain('("made_at") WHERE "done_at" IS NULL;');
    expect(key(0.2)).not.toContain('WHERE');
    const there = index({ name: 'open', keyColumns: ['made_at'], predicate: '(done_at IS NULL)' });
    expect(asked(next, {}, { columnStatistics: [queue(0.01)], indexes: [there] })).toEqual([]);
  });

  it('looks rows up for few rows of another table', () => {
    const customers = tableStatistics({
      relationOid: 200,
      tableName: 'customers',
      tableBytes: 819_200,
      estimatedRows: 2_000,
      columns: [
        columnStatistic('id', { distinctValues: -1 }),
        columnStatistic('country', { distinctValues: 4 }),
        columnStatistic('email', { distinctValues: -1 }),
      ],
    });
    const join = (condition: string) =>
      asked(
        `SELECT o.state FROM customers c JOIN orders o ON o.customer_id = c.id WHERE c.${condition} = $1`,
        {},
        { columnStatistics: [tableStatistics(), customers] },
      ).map(({ subject }) => subject.join('.'));
    expect(join('email')).toEqual(['public.orders.customer_id']);
    // Five hundred customers have a quarter of the orders.
    expect(join('country')).toEqual([]);
  });

  it('is content with an index that does it, and proposes none that would hardly be better', () => {
    const withIndex = (...keyColumns: string[]) =>
      asked(BY_CUSTOMER, {}, { indexes: [primaryKey, index({ keyColumns })] });
    expect(withIndex('customer_id')).toEqual([]);
    expect(withIndex('customer_id', 'state')).toEqual([]);
    expect(withIndex('state', 'customer_id')).toHaveLength(1);
    const unusable = (over: Parameters<typeof index>[0]) =>
      asked(BY_CUSTOMER, {}, { indexes: [index({ keyColumns: ['customer_id'], ...over })] }).length;
    expect([
      unusable({ isValid: false }),
      unusable({ predicate: '(total > 5)' }),
      unusable({ method: 'brin' }),
    ]).toEqual([1, 1, 1]);
    expect(asked('SELECT * FROM orders WHERE id = $1')).toEqual([]);
  });

  it('believes what was counted: a statement that reads few blocks scans nothing', () => {
    expect(asked(BY_CUSTOMER, { sharedBlocksHit: 999_000 })).toEqual([]);
    expect(asked(BY_CUSTOMER, { sharedBlocksHit: 1_000_000 })).toHaveLength(1);
  });

  it('asks for a workload: fifty calls, a thousandth of a processor saved, a table of 10 MB', () => {
    const busy = (calls: number, totalSeconds: number) =>
      asked(BY_CUSTOMER, { calls, totalSeconds, sharedBlocksHit: 2_000 * calls }).length;
    expect([busy(49, 6_000), busy(50, 6_000)]).toEqual([0, 1]);
    // 2,592 s are a thousandth of thirty days; 94.85 % of the time is saved.
    expect([busy(1_000, 2_732), busy(1_000, 2_733)]).toEqual([0, 1]);
    const sized = (tableBytes: number) =>
      asked(BY_CUSTOMER, {}, { columnStatistics: [tableStatistics({ tableBytes })] }).length;
    expect([sized(9_999_999), sized(10_000_000)]).toEqual([0, 1]);
  });

  it('weighs what writes would pay', () => {
    const written = (rows: number) =>
      check({
        statements: [scan(BY_CUSTOMER), statement('INSERT INTO orders VALUES ($1)', { rows, calls: 1 })],
      });
    // Half of 5,691 s ÷ 20 µs.
    expect(written(142_000_000)).toHaveLength(1);
    expect(written(143_000_000)).toEqual([]);
  });

  it('adds statements up that one index serves', () => {
    const [finding, ...others] = check({
      statements: [
        scan(BY_CUSTOMER),
        scan(`${BY_CUSTOMER} AND placed_at > $2`, { totalSeconds: 1_000 }),
        statement('SELECT 1', { totalSeconds: 90_000 }),
      ],
    });
    expect(others).toEqual([]);
    expect(finding?.facts).toMatchObject({ statements: 2, calls: 2_000, spentSeconds: 7_000 });
    expect(finding?.subject).toEqual(['public', 'orders', 'customer_id', 'placed_at']);
    // Less than a tenth of the time of all statements.
    expect(finding?.severity).toBe('notice');
  });

  it('is less sure after less than a day, and where one value has many of the rows', () => {
    const since = new Date(NOW_MS - 3_600_000).toISOString();
    expect(asked(BY_CUSTOMER, { statsSince: since })[0]).toMatchObject({
      confidence: 'low',
      detail: expect.stringContaining('less than a day'),
    });
    const skewed = tableStatistics({
      columns: [columnStatistic('customer_id', { distinctValues: 2_000, topValueRatio: 0.06 })],
    });
    expect(asked(BY_CUSTOMER, {}, { columnStatistics: [skewed] })[0]).toMatchObject({
      confidence: 'low',
      detail: expect.stringContaining('most common value of customer_id'),
    });
  });

  it('builds on each partition and attaches it, and at once where they are too many', () => {
    const parts = (count: number) =>
      tableStatistics({
        isPartitioned: true,
        partitions: Array.from({ length: count }, (_, at) => ({
          schema: 'parts',
          name: `orders_${at + 1}`,
          isPartitioned: false,
          tableBytes: 8_192,
        })),
      });
    const sqlOf = (count: number) =>
      asked(BY_CUSTOMER, {}, { columnStatistics: [parts(count)] })[0]?.advice?.steps.map(({ sql }) => sql);
    expect(sqlOf(2)).toEqual([
      'CREATE INDEX "orders_customer_id_idx" ON ONLY "public"."orders" USING btree ("customer_id");',
      'CREATE INDEX CONCURRENTLY "orders_1_customer_id_idx" ON "parts"."orders_1" USING btree ("customer_id");',
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "parts"."orders_1_customer_id_idx";',
      'CREATE INDEX CONCURRENTLY "orders_2_customer_id_idx" ON "parts"."orders_2" USING btree ("customer_id");',
      'ALTER INDEX "public"."orders_customer_id_idx" ATTACH PARTITION "parts"."orders_2_customer_id_idx";',
    ]);
    expect([sqlOf(20)?.length, sqlOf(21)?.length]).toEqual([41, 1]);
  });

  it('gives no SQL to a standby, which has the indexes of its primary', () => {
    const [finding] = check({ statements: [scan(BY_CUSTOMER)] }, { server: server({ inRecovery: true }) });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('on the primary');
  });

  it('ends the key of a hypertable with its time and builds chunk by chunk, never on an aggregate', () => {
    const metrics = {
      hypertables: [hypertable()],
      chunks: dailyChunks(10, chunk),
      hypertableColumns: [
        column({ name: 'time', position: 1, distinctValues: -1 }),
        column({ distinctValues: 5_000, leadsIndex: false }),
      ],
    };
    const query = 'SELECT avg(value) FROM metrics WHERE device_id = $1 AND time > now() - $2::interval';
    const key = (over: Partial<Artifacts> = {}) =>
      asked(query, { sharedBlocksHit: 30_000_000 }, { ...metrics, ...over })[0]?.advice?.steps[0]?.sql;
    expect(key()).toBe(
      'CREATE INDEX "metrics_device_id_time_idx" ON "public"."metrics" USING btree ("device_id", "time" DESC) WITH (timescaledb.transaction_per_chunk);',
    );
    expect(key({ hypertables: [hypertable({ kind: 'continuous-aggregate' })] })).toBeUndefined();
    const indexed = metrics.hypertableColumns.map((one) => ({ ...one, leadsIndex: true }));
    expect(key({ hypertableColumns: indexed })).toBeUndefined();
    const converted = dailyChunks(10, (over) => chunk({ ...over, columnTotalBytes: 90_000_000 }));
    expect(key({ chunks: converted })).toBeUndefined();
    const embedded = server({ engine: 'embedded' });
    const [finding] = check(
      { statements: [scan(query, { sharedBlocksHit: 30_000_000 })], ...metrics },
      { server: embedded },
    );
    expect(finding?.advice?.steps[0]?.sql).not.toContain('transaction_per_chunk');
  });

  it('takes no column that no B-tree sorts well', () => {
    const of = (over: Parameters<typeof columnStatistic>[1]) =>
      asked(
        BY_CUSTOMER,
        {},
        {
          columnStatistics: [
            tableStatistics({
              columns: [columnStatistic('customer_id', { distinctValues: 2_000, ...over })],
            }),
          ],
        },
      ).length;
    expect([of({ type: 'jsonb' }), of({ type: 'text[]' }), of({ averageWidthBytes: 41 })]).toEqual([0, 0, 0]);
    expect([of({ type: 'uuid' }), of({ averageWidthBytes: 40 })]).toEqual([1, 1]);
  });

  it('is not run, and not fine, where it cannot know', () => {
    const since = (seconds: number) => new Date(NOW_MS - seconds * 1_000).toISOString();
    const counted = (over: Parameters<typeof statement>[1]) =>
      look({ statements: [scan(BY_CUSTOMER, over)] });
    expect(counted({ statsSince: since(599) })).toMatchObject({
      notRun: expect.stringContaining('only; ten minutes'),
      isWaiting: true,
    });
    expect(counted({ statsSince: since(600) })).not.toHaveProperty('notRun');
    expect(counted({ statsSince: null, statsResetAt: null })).toHaveProperty('notRun');
    const hidden = tableStatistics({ columns: [columnStatistic('customer_id', { distinctValues: null })] });
    expect(look({ statements: [scan(BY_CUSTOMER)], columnStatistics: [hidden] })).toMatchObject({
      notRun: expect.stringContaining('public.orders'),
    });
    const others = (over = {}) => scan('', { queryId: null, query: null, roleName: null, ...over });
    expect(look({ statements: [others()] })).toHaveProperty('notRun');
    expect(look({ statements: [others({ totalSeconds: 2_591 })] })).toEqual([]);
    const { outcome } = runRule(rule, snapshotOf({ indexes: [], columnStatistics: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
    expect(check()).toEqual([]);
  });
});
