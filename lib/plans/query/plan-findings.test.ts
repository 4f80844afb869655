import { describe, expect, it } from 'vitest';
import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { server } from '@/lib/rules/testing/context';
import { chunk, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { table } from '@/lib/rules/testing/table-rows';
import type { PlanNode, QueryPlan } from './plan';
import { PLAN_RULES, planFindings, unjudgedRules } from './plan-findings';
import { madePlan, recordedPlan } from './testing/recorded-plan';

type Fields = Record<string, unknown>;

/** A node that ran once in a millisecond, unless its fields say otherwise. */
const node = (type: string, fields: Fields = {}, ...Plans: Fields[]): Fields => ({
  'Node Type': type,
  'Total Cost': 100,
  'Plan Rows': 10,
  'Actual Total Time': 1,
  'Actual Rows': 10,
  'Actual Loops': 1,
  ...fields,
  ...(Plans.length > 0 && { Plans }),
});
const custom = (provider: string, fields: Fields = {}, ...plans: Fields[]) =>
  node('Custom Scan', { 'Custom Plan Provider': provider, ...fields }, ...plans);
/** The same number of rows as expected and as came. */
const rows = (size: number) => ({ 'Plan Rows': size, 'Actual Rows': size });
const removing = (removed: number, filter: string, kept = 5) => ({
  ...rows(kept),
  Filter: filter,
  'Rows Removed by Filter': removed,
  'Relation Name': 'orders',
  Alias: 'orders',
});
const chunkScan = (at: number, fields: Fields = {}) =>
  node('Seq Scan', { 'Relation Name': `_hyper_1_${at}_chunk`, Alias: `_hyper_1_${at}_chunk`, ...fields });
const columnarScan = (at: number, fields: Fields = {}) =>
  custom(
    'ColumnarScan',
    { 'Relation Name': `_hyper_1_${at}_chunk`, 'Bulk Decompression': true, ...fields },
    node('Seq Scan', { 'Relation Name': `compress_hyper_2_${at}_chunk` }),
  );
const chunks = (size: number, make: (at: number) => Fields) =>
  Array.from({ length: size }, (_, at) => make(at + 1));
const partition = (at: number) => node('Seq Scan', { 'Relation Name': `events_${at}`, Alias: `e_${at}` });
const inSecond = (plan: Fields, over: Fields = {}) =>
  madePlan({ ...plan, 'Actual Total Time': 1_000 }, { 'Execution Time': 1_000, ...over });

function snapshotOf(artifacts: { [Name in ArtifactName]?: readonly Row<Name>[] }): Snapshot {
  return {
    databaseId: 'shop',
    takenAt: '2026-11-24T12:00:00.000Z',
    server: server(),
    artifacts: Object.fromEntries(
      Object.entries(artifacts).map(([name, list]) => [
        name,
        { status: 'ok', rows: list, collectedAt: '2026-11-24T12:00:00.000Z', tookMs: 1 },
      ]),
    ),
  } as unknown as Snapshot;
}

const METRICS = snapshotOf({
  hypertables: [hypertable()],
  chunks: chunks(10, (chunkId) => chunk({ chunkId })) as never,
});

interface Case {
  readonly found: QueryPlan;
  readonly missed: QueryPlan;
  readonly snapshot?: Snapshot;
  /** What the title of the finding says. */
  readonly says: string;
}

const time = (condition: string) => (at: number) =>
  chunkScan(at, { Filter: condition.replaceAll('@', `_hyper_1_${at}_chunk`) });
const pages = (hit: number, read: number) => ({ 'Shared Hit Blocks': hit, 'Shared Read Blocks': read });

/** For each rule a plan that it finds, and one that it just does not. */
const CASES: Readonly<Record<string, Case>> = {
  'plan/rows-misestimated': {
    found: recordedPlan('pg13_hsub'),
    missed: madePlan(node('Limit', {}, node('Seq Scan', { 'Plan Rows': 5_000, 'Actual Rows': 10 }))),
    says: 'Index Scan on t using t_pkey: 102× fewer rows than expected',
  },
  'plan/seq-scan-selective': {
    found: recordedPlan('pg18_subplan'),
    missed: madePlan(node('Seq Scan', removing(9_994, '(a = 1)'))),
    snapshot: snapshotOf({ tables: [table({ name: 's' })] }),
    says: 'Seq Scan on s throws >99.9% of its rows away',
  },
  'plan/index-scan-filters': {
    found: madePlan(node('Index Scan', { ...removing(1_001, '(b = 2)', 100), 'Index Cond': '(a = 1)' })),
    missed: madePlan(node('Index Scan', { ...removing(1_000, '(b = 2)', 100), 'Index Cond': '(a = 1)' })),
    says: 'Index Scan on orders throws 91% of what it finds away',
  },
  'plan/filter-removes-most': {
    found: recordedPlan('pg13_window_filter'),
    missed: madePlan(node('Subquery Scan', removing(1_000, '(a = 1)', 1_000))),
    says: 'Subquery Scan throws >99.9% of its rows away',
  },
  'plan/index-condition-missing': {
    found: madePlan(
      node(
        'Hash Join',
        {},
        node('Index Scan', { ...rows(20_000), 'Index Name': 'i', 'Relation Name': 'orders' }),
        node('Hash'),
      ),
    ),
    missed: madePlan(
      node(
        'Merge Join',
        {},
        node('Index Scan', { ...rows(20_000), 'Index Name': 'i', 'Relation Name': 'orders' }),
        node('Sort'),
      ),
    ),
    says: 'Index Scan on orders using i reads all of the index',
  },
  'plan/function-on-column': {
    found: madePlan(
      node('Seq Scan', { ...removing(2_000, `(lower(orders.email) = 'a'::text)`), 'Total Cost': 1_000 }),
    ),
    missed: madePlan(node('Seq Scan', removing(2_000, `(orders.email = lower('A'::text))`))),
    says: 'Seq Scan on orders: lower() is computed for every row',
  },
  'plan/cast-on-column': {
    found: madePlan(
      node('Seq Scan', { ...removing(2_000, `((orders.id)::numeric = 5.0)`), 'Total Cost': 1_000 }),
    ),
    missed: madePlan(node('Seq Scan', removing(2_000, `((orders.state)::text = 'paid'::text)`))),
    says: 'Seq Scan on orders: id is cast to numeric',
  },
  'plan/wildcard-leading': {
    found: recordedPlan('pg16_parallel'),
    missed: madePlan(node('Seq Scan', removing(2_000, `(orders.note ~~ 'abc%'::text)`))),
    says: 'Parallel Seq Scan on t: a pattern begins with a wildcard',
  },
  'plan/or-condition': {
    found: madePlan(
      node('Seq Scan', { ...removing(2_000, '((orders.a = 1) OR (orders.b = 2))'), 'Total Cost': 1_000 }),
    ),
    missed: recordedPlan('pg16_orclause'),
    says: 'Seq Scan on orders reads everything for alternatives',
  },
  'plan/sort-on-disk': {
    found: recordedPlan('pg16_sort_spill'),
    missed: madePlan(node('Sort', { 'Sort Space Type': 'Memory', 'Sort Space Used': 4_000 })),
    says: 'Sort wrote 5.41\u00a0MiB to disk',
  },
  'plan/hash-on-disk': {
    found: recordedPlan('pg16_hashjoin'),
    missed: madePlan(node('Hash', { 'Hash Batches': 1, 'Original Hash Batches': 1 })),
    says: 'A hash table took 32 batches',
  },
  'plan/aggregate-on-disk': {
    found: recordedPlan('pg16_par2'),
    missed: madePlan(node('Aggregate', { Strategy: 'Hashed', 'HashAgg Batches': 1, 'Disk Usage': 0 })),
    says: 'Partial HashAggregate wrote 224\u00a0KiB to disk',
  },
  'plan/rows-on-disk': {
    found: madePlan(node('WindowAgg', { Storage: 'Disk', 'Maximum Storage': 2_048 })),
    missed: madePlan(node('WindowAgg', { Storage: 'Memory', 'Maximum Storage': 17 })),
    says: 'WindowAgg keeps 2\u00a0MiB on disk',
  },
  'plan/bitmap-lossy': {
    found: madePlan(
      node('Bitmap Heap Scan', {
        'Lossy Heap Blocks': 500,
        'Exact Heap Blocks': 400,
        'Relation Name': 'orders',
      }),
    ),
    missed: madePlan(
      node('Bitmap Heap Scan', {
        'Lossy Heap Blocks': 0,
        'Exact Heap Blocks': 400,
        'Relation Name': 'orders',
      }),
    ),
    says: 'Bitmap Heap Scan on orders: 500 pages of its bitmap are without rows',
  },
  'plan/index-rechecks': {
    found: madePlan(
      node('Bitmap Heap Scan', {
        'Rows Removed by Index Recheck': 1_001,
        ...rows(1_000),
        'Relation Name': 'orders',
      }),
    ),
    missed: madePlan(
      node('Bitmap Heap Scan', {
        'Rows Removed by Index Recheck': 1_000,
        ...rows(1_000),
        'Relation Name': 'orders',
      }),
    ),
    says: 'Bitmap Heap Scan on orders: the index found 1,001 rows in vain',
  },
  'plan/heap-fetches': {
    found: recordedPlan('pg18_setop'),
    missed: madePlan(
      node('Index Only Scan', { ...rows(10_000), 'Heap Fetches': 4_000, 'Index Cond': '(a > 1)' }),
    ),
    says: 'looked at the table for 100% of its rows',
  },
  'plan/blocks-per-row': {
    found: madePlan(
      node('Index Scan', {
        ...rows(10),
        'Index Cond': '(a = 1)',
        'Relation Name': 'orders',
        ...pages(1_001, 0),
      }),
    ),
    missed: madePlan(
      node('Index Scan', {
        ...rows(10),
        'Index Cond': '(a = 1)',
        'Relation Name': 'orders',
        ...pages(1_000, 0),
      }),
    ),
    says: 'Index Scan on orders touched 100 pages for each row',
  },
  'plan/cache-misses': {
    found: madePlan(
      node('Seq Scan', { ...rows(10), ...pages(0, 2_000), 'I/O Read Time': 0.5, 'Relation Name': 'orders' }),
    ),
    missed: madePlan(
      node('Seq Scan', {
        ...rows(10),
        ...pages(2_000, 2_000),
        'Shared I/O Read Time': 0.5,
        'Relation Name': 'orders',
      }),
    ),
    says: 'Seq Scan on orders waited for the disk',
  },
  'plan/nested-loop-large': {
    found: recordedPlan('pg13_memo'),
    missed: inSecond(
      node(
        'Nested Loop',
        {},
        node('Seq Scan'),
        node('Index Scan', {
          'Actual Loops': 1_000,
          'Actual Total Time': 0.9,
          'Index Cond': '(a.id = b.id)',
          Alias: 'b',
        }),
      ),
    ),
    says: 'Index Scan on t using t_pkey was run 5,000 times',
  },
  'plan/join-filter-large': {
    found: madePlan(
      node(
        'Nested Loop',
        { 'Join Filter': '(a.x < b.y)', 'Rows Removed by Join Filter': 100_001 },
        node('Seq Scan'),
        node('Materialize'),
      ),
    ),
    missed: madePlan(
      node(
        'Nested Loop',
        { 'Join Filter': '(a.x < b.y)', 'Rows Removed by Join Filter': 100_000 },
        node('Seq Scan'),
        node('Materialize'),
      ),
    ),
    says: 'Nested Loop tried 100,001 pairs in vain',
  },
  'plan/join-cartesian': {
    found: madePlan(
      node(
        'Nested Loop',
        rows(10_000),
        node('Seq Scan', { Alias: 'a' }),
        node('Materialize', {}, node('Seq Scan', { Alias: 'b' })),
      ),
    ),
    missed: madePlan(
      node(
        'Nested Loop',
        rows(10_000),
        node('Seq Scan', { Alias: 'a' }),
        node('Index Scan', { Alias: 'b', 'Index Cond': '(b.id = a.id)' }),
      ),
    ),
    says: 'Nested Loop pairs every row with every other',
  },
  'plan/subplan-repeated': {
    found: inSecond(
      node(
        'Seq Scan',
        {},
        node('Aggregate', { 'Subplan Name': 'SubPlan 1', 'Actual Loops': 1_001, 'Actual Total Time': 0.5 }),
      ),
    ),
    missed: inSecond(
      node(
        'Seq Scan',
        {},
        node('Aggregate', { 'Subplan Name': 'SubPlan 1', 'Actual Loops': 1_000, 'Actual Total Time': 0.5 }),
      ),
    ),
    says: 'SubPlan 1 was run 1,001 times',
  },
  'plan/not-in-subquery': {
    found: recordedPlan('pg13_hsub'),
    missed: madePlan(node('Seq Scan', { Filter: '(hashed SubPlan 1)' })),
    says: 'Index Scan on t using t_pkey uses NOT IN with a subquery',
  },
  'plan/cte-materialized': {
    found: madePlan(node('CTE Scan', { ...removing(10_000, '(id = 1)', 999), 'CTE Name': 'x' })),
    missed: madePlan(node('CTE Scan', { ...removing(10_000, '(id = 1)', 1_112), 'CTE Name': 'x' })),
    says: 'uses 9.1% of the rows of its CTE',
  },
  'plan/offset-large': {
    found: madePlan(node('Limit', rows(20), node('Index Scan', rows(1_020)))),
    missed: madePlan(node('Limit', rows(200), node('Index Scan', rows(1_200)))),
    says: '1,000 rows were read only to be skipped',
  },
  'plan/limit-index-wrong': {
    found: madePlan(
      node('Limit', {}, node('Index Scan', { ...removing(1_000, '(a = 1)', 10), 'Index Name': 'i' })),
    ),
    missed: madePlan(
      node('Limit', {}, node('Index Scan', { ...removing(999, '(a = 1)', 10), 'Index Name': 'i' })),
    ),
    says: 'Index Scan on orders using i walked past 1,000 rows',
  },
  'plan/window-numbers-all': {
    found: recordedPlan('pg13_window_filter'),
    missed: madePlan(
      node(
        'Subquery Scan',
        removing(2_000, '(n < 3)'),
        node('WindowAgg', { 'Run Condition': '(row_number() OVER w1 < 3)' }),
      ),
    ),
    says: '99,991 rows were numbered in vain',
  },
  'plan/distinct-reads-all': {
    found: recordedPlan('pg16_distinct'),
    missed: madePlan(node('Unique', rows(100), custom('SkipScan', rows(20_000)))),
    says: 'Unique reads 100,000 rows for 1,000 values',
  },
  'plan/chunks-sorted': {
    found: madePlan(
      node(
        'Limit',
        {},
        node(
          'Sort',
          { 'Sort Key': ['m.value'] },
          node('Append', rows(10_000), ...chunks(3, (at) => chunkScan(at))),
        ),
      ),
    ),
    missed: madePlan(
      node(
        'Limit',
        {},
        custom('ChunkAppend', { ...rows(10), Order: ['m.time DESC'] }, ...chunks(3, (at) => chunkScan(at))),
      ),
    ),
    says: '3 chunks are sorted for a LIMIT',
  },
  'plan/partitions-unpruned': {
    found: madePlan(node('Append', { 'Subplans Removed': 0 }, ...chunks(101, partition))),
    missed: madePlan(node('Append', { 'Subplans Removed': 1 }, ...chunks(101, partition))),
    says: '101 partitions are read',
  },
  'plan/chunks-all': {
    found: madePlan(
      node('Append', {}, ...chunks(10, time(`(date_trunc('day'::text, @."time") = '2026-01-01'::date)`))),
    ),
    missed: madePlan(node('Append', {}, ...chunks(8, time(`(@."time" > '2026-01-01'::date)`)))),
    snapshot: METRICS,
    says: '10 of 10 chunks are read of public.metrics',
  },
  'plan/aggregate-realtime': {
    found: madePlan(realtime(6_000)),
    missed: madePlan(realtime(4_000)),
    says: 'The part from raw rows takes most of the time',
  },
  'plan/batches-decompressed-in-vain': {
    found: madePlan(
      columnarScan(1, { 'Vectorized Filter': '(a = 7)', 'Rows Removed by Filter': 10_000, ...rows(1_000) }),
    ),
    missed: recordedPlan('ts2.28.3_nonseg_filter'),
    says: 'ColumnarScan on _hyper_1_1_chunk decompressed 10,000 rows in vain',
  },
  'plan/filter-row-by-row': {
    found: madePlan(
      columnarScan(1, { Filter: '(sqrt(a) = 7)', 'Rows Removed by Filter': 9_000, ...rows(1_000) }),
    ),
    missed: madePlan(
      columnarScan(1, { 'Vectorized Filter': '(a = 7)', 'Rows Removed by Filter': 9_000, ...rows(1_000) }),
    ),
    says: 'ColumnarScan on _hyper_1_1_chunk checks its filter row by row',
  },
  'plan/aggregate-row-by-row': {
    found: madePlan(node('Aggregate', { 'Partial Mode': 'Partial' }, columnarScan(1, rows(10_000)))),
    missed: recordedPlan('ts2.28.3_agg_all'),
    says: 'Partial Aggregate makes rows of 10,000 values',
  },
  'plan/chunks-partial': {
    found: madePlan(
      node('Append', {}, ...chunks(2, (at) => columnarScan(at)), ...chunks(2, (at) => chunkScan(at))),
    ),
    missed: madePlan(node('Append', {}, ...chunks(3, (at) => columnarScan(at)), chunkScan(1), chunkScan(4))),
    says: '2 chunks are read from row store and columnstore',
  },
  'plan/change-decompresses': {
    found: madePlan(
      custom(
        'ModifyHypertable',
        { 'Tuples decompressed': 20_000, 'Batches decompressed': 20 },
        node('ModifyTable', {}, node('Seq Scan', { 'Actual Rows': 199 })),
      ),
    ),
    missed: madePlan(
      custom(
        'ModifyHypertable',
        { 'Tuples decompressed': 20_000, 'Batches decompressed': 20 },
        node('ModifyTable', {}, node('Seq Scan', { 'Actual Rows': 200 })),
      ),
    ),
    says: '20,000 rows were decompressed for the change',
  },
  'plan/jit-dear': {
    found: madePlan(node('Result'), { 'Execution Time': 900, JIT: { Functions: 4, Timing: { Total: 51 } } }),
    missed: madePlan(node('Result'), {
      'Execution Time': 1_000,
      JIT: { Functions: 4, Timing: { Total: 100 } },
    }),
    says: 'Compiling took 51\u00a0ms of 900\u00a0ms',
  },
  'plan/planning-slow': {
    found: madePlan(node('Result'), { 'Planning Time': 5.1, 'Execution Time': 5 }),
    missed: madePlan(node('Result'), { 'Planning Time': 50, 'Execution Time': 51 }),
    says: 'Planning took 5.1\u00a0ms',
  },
  'plan/triggers-slow': {
    found: madePlan(node('ModifyTable'), {
      'Execution Time': 1_000,
      Triggers: [
        {
          'Trigger Name': 't',
          'Constraint Name': 'orders_customer_fkey',
          Relation: 'orders',
          Time: 101,
          Calls: 50,
        },
      ],
    }),
    missed: madePlan(node('ModifyTable'), {
      'Execution Time': 1_000,
      Triggers: [{ 'Trigger Name': 't', Relation: 'orders', Time: 100, Calls: 50 }],
    }),
    says: 'The check of orders_customer_fkey took 101\u00a0ms',
  },
  'plan/workers-missing': {
    found: madePlan(node('Gather', { 'Workers Planned': 2, 'Workers Launched': 1 })),
    missed: recordedPlan('pg16_parallel'),
    says: '1 of 2 workers came',
  },
  'plan/parallel-useless': {
    found: madePlan(
      node('Gather', { 'Workers Planned': 2, 'Workers Launched': 2, 'Actual Total Time': 9.9 }),
    ),
    missed: madePlan(
      node('Gather', { 'Workers Planned': 2, 'Workers Launched': 2, 'Actual Total Time': 10 }),
    ),
    says: '2 workers were started for 9.9\u00a0ms',
  },
  'plan/node-disabled': {
    found: madePlan(
      node(
        'Limit',
        { 'Total Cost': 1e10 + 20 },
        node('Seq Scan', { 'Total Cost': 1e10 + 10, 'Relation Name': 'orders' }),
      ),
    ),
    missed: madePlan(node('Seq Scan', { Disabled: false, 'Total Cost': 1e9 })),
    says: 'Seq Scan on orders was turned off',
  },
  'plan/rows-wide': {
    found: madePlan(node('Sort', { 'Plan Width': 1_025, ...rows(60_000) })),
    missed: madePlan(node('Sort', { 'Plan Width': 1_024, ...rows(60_000) })),
    says: 'Sort holds 60,000 rows of 1,025 bytes',
  },
  'plan/memoize-useless': {
    found: madePlan(node('Memoize', { 'Cache Hits': 499, 'Cache Misses': 501, 'Cache Evictions': 3 })),
    missed: madePlan(node('Memoize', { 'Cache Hits': 500, 'Cache Misses': 500, 'Cache Evictions': 3 })),
    says: 'A cache answered 50% of its look-ups',
  },
  'plan/wal-images': {
    found: madePlan(node('ModifyTable', { 'WAL Records': 1_000, 'WAL FPI': 501 })),
    missed: madePlan(node('ModifyTable', { 'WAL Records': 1_000, 'WAL FPI': 500 })),
    says: '50% of its log records hold whole pages',
  },
  'plan/node-hot': {
    found: inSecond(
      node(
        'Limit',
        {},
        node('Seq Scan', { 'Actual Total Time': 401 }),
        node('Sort', { 'Actual Total Time': 300 }),
      ),
    ),
    missed: inSecond(
      node(
        'Append',
        {},
        node('Seq Scan', { 'Actual Total Time': 400 }),
        node('Sort', { 'Actual Total Time': 300 }),
      ),
    ),
    says: 'Seq Scan takes 40% of the time',
  },
};

function realtime(raw: number): Fields {
  const at = (name: string) =>
    `(${name} COALESCE(_timescaledb_functions.to_timestamp(_timescaledb_functions.cagg_watermark(3)), '-infinity'::timestamp with time zone))`;
  return node(
    'Append',
    { 'Actual Total Time': 10_000 },
    node('Index Scan', {
      'Index Cond': at('bucket <'),
      'Relation Name': '_materialized_hypertable_3',
      'Actual Total Time': 10_000 - raw,
    }),
    node(
      'Aggregate',
      { 'Actual Total Time': raw },
      node('Seq Scan', { Filter: at('"time" >='), 'Actual Total Time': raw }),
    ),
  );
}

const found = (plan: QueryPlan, rule: string, snapshot: Snapshot | null = null) =>
  planFindings(plan, { server: snapshot?.server ?? null, snapshot }).filter(
    (finding) => finding.rule.id === rule,
  );

describe('every rule on plans', () => {
  it('has a case, an id of its own, and labels for its facts', () => {
    expect(PLAN_RULES.map(({ id }) => id).sort()).toEqual(Object.keys(CASES).sort());
    for (const [id, { found: plan, snapshot }] of Object.entries(CASES)) {
      const [finding] = found(plan, id, snapshot);
      expect(Object.keys(finding?.rule.facts ?? {}), id).toEqual(
        expect.arrayContaining(Object.keys(finding?.facts ?? {})),
      );
      expect(finding?.rule.why.match(/[.?](\s|$)/g)?.length ?? 0, id).toBeLessThanOrEqual(3);
    }
  });

  for (const [id, { found: plan, missed, snapshot, says }] of Object.entries(CASES))
    it(`${id} finds what is bad and leaves what is nearly so`, () => {
      expect(
        found(plan, id, snapshot)
          .map(({ title }) => title)
          .join('\n'),
      ).toContain(says);
      expect(found(missed, id, snapshot)).toEqual([]);
    });
});

/** What ANALYZE adds to the fields of nodes. */
const COUNTED =
  /^(Actual|Rows Removed|Shared|Local|Temp|I\/O|WAL|Heap Fetches|Exact|Lossy|Sort (Space|Method)|Hash Batches|Original|HashAgg|Disk|Cache (Hits|Misses|Evictions|Overflows)|Workers Launched|Batches|Tuples|Storage|Maximum|Peak)/;

/** The same plan before it was run. */
function unrun(plan: QueryPlan): QueryPlan {
  const planned = ({ fields, children }: PlanNode): Fields => ({
    ...Object.fromEntries(Object.entries(fields).filter(([name]) => !COUNTED.test(name))),
    Plans: children.flatMap((child) => (child.members.length > 0 ? child.members : [child])).map(planned),
  });
  return madePlan(planned(plan.root));
}

describe('a plan that was not run', () => {
  it('is judged by the rules that say so, and the others are counted', () => {
    const judging = Object.entries(CASES).filter(
      ([id, { found: plan, snapshot }]) => found(unrun(plan), id, snapshot).length > 0,
    );
    expect(judging.map(([id]) => id).sort()).toEqual(
      PLAN_RULES.flatMap(({ id, alsoUnrun }) => (alsoUnrun ? [id] : [])).sort(),
    );
    const plan = recordedPlan('pg13_hsub');
    expect(unjudgedRules(plan)).toBe(0);
    expect(unjudgedRules(unrun(plan))).toBe(PLAN_RULES.length - judging.length);
  });

  const scan = (fields: Fields, over: Partial<Row<'tables'>> = {}, ...above: Fields[]) => {
    const seqScan = {
      'Node Type': 'Seq Scan',
      'Relation Name': 'orders',
      Schema: 'public',
      'Total Cost': 100,
      Filter: '(a = 1)',
      ...fields,
    };
    const plan = above.reduceRight<Fields>(
      (below, fields) => ({ 'Total Cost': 100, ...fields, Plans: [below] }),
      seqScan,
    );
    const snapshot = snapshotOf({ tables: [table({ estimatedRows: 100_000, ...over })] });
    return found(madePlan(plan), 'plan/seq-scan-selective', snapshot);
  };

  it('reads a whole table for few rows where the planner expects less than a tenth of them', () => {
    expect(scan({ 'Plan Rows': 9_999 })).toEqual([
      expect.objectContaining({
        confidence: 'low',
        title: 'Seq Scan on orders reads 100,000 rows for about 9,999',
        facts: { expectedRows: 9_999, tableRows: 100_000 },
      }),
    ]);
    expect(scan({ 'Plan Rows': 10_000 })).toEqual([]);
    expect(scan({ 'Plan Rows': 5, Filter: undefined })).toEqual([]);
    expect(scan({ 'Plan Rows': 5 }, { estimatedRows: null })).toEqual([]);
    expect(scan({ 'Plan Rows': 5 }, { estimatedRows: 10_000, tableBytes: 10_000_000 })).toEqual([]);
    expect(scan({ 'Plan Rows': 5 }, { estimatedRows: 10_000, tableBytes: 11_000_000 })).toHaveLength(1);
    expect(scan({ 'Plan Rows': 5 }, {}, { 'Node Type': 'Sort', 'Total Cost': 1_000 })).toEqual([]);
  });

  it('counts the rows of all workers of a parallel scan', () => {
    const parallel = (planned: number) =>
      scan(
        { 'Plan Rows': planned, 'Parallel Aware': true },
        {},
        { 'Node Type': 'Gather', 'Workers Planned': 2 },
      );
    expect(parallel(4_166)[0]?.facts.expectedRows).toBeCloseTo(9_998.4);
    expect(parallel(4_167)).toEqual([]);
  });

  it('may stop before the end of the table for a LIMIT', () => {
    const limited = (rows: number) =>
      scan({ 'Plan Rows': 50 }, {}, { 'Node Type': 'Limit', 'Plan Rows': rows });
    expect(limited(49)).toEqual([]);
    expect(limited(50)).toHaveLength(1);
  });

  it('reads the chunks that it names, and no others', () => {
    const scans = (rows: number) =>
      madePlan({
        'Node Type': 'Append',
        'Total Cost': 200,
        Plans: [1, 2].map((at) => ({
          'Node Type': 'Aggregate',
          'Total Cost': 100,
          Plans: [
            {
              'Node Type': 'Seq Scan',
              'Relation Name': `_hyper_1_${at}_chunk`,
              Schema: '_timescaledb_internal',
              'Total Cost': 90,
              'Plan Rows': rows,
              Filter: '(a = 1)',
            },
          ],
        })),
      });
    const snapshot = snapshotOf({
      hypertables: [hypertable()],
      chunks: [1, 2, 3].map((at) =>
        chunk({
          chunkId: at,
          name: `_hyper_1_${at}_chunk`,
          rowPartRows: 20_000 * at,
          rowHeapBytes: 1_000_000,
        }),
      ),
    });
    const [finding] = found(scans(2_999), 'plan/seq-scan-selective', snapshot);
    expect(finding?.facts).toEqual({ expectedRows: 5_998, tableRows: 60_000 });
    expect(found(scans(3_000), 'plan/seq-scan-selective', snapshot)).toEqual([]);
  });
});

describe('findings on a plan', () => {
  it('come with the worst first, and where the most time passes', () => {
    const plan = madePlan(
      node(
        'Hash Join',
        { 'Actual Total Time': 100 },
        node('Seq Scan', { ...removing(20_000, '(orders.a = 1)'), 'Actual Total Time': 90 }),
        node('Hash', { 'Hash Batches': 2, 'Original Hash Batches': 2 }),
      ),
    );
    expect(planFindings(plan, { server: null, snapshot: null }).map(({ rule }) => rule.id)).toEqual([
      'plan/seq-scan-selective',
      'plan/node-hot',
      'plan/hash-on-disk',
    ]);
  });

  it('see an OFFSET that workers read for, as 13 and 18 count it, and leave what they read ahead', () => {
    const limit = (read: number) =>
      madePlan(
        node(
          'Limit',
          rows(10),
          node(
            'Gather Merge',
            { ...rows(read), 'Workers Planned': 1, 'Workers Launched': 1 },
            node('Sort', { 'Actual Rows': 100_324, 'Actual Loops': 2 }),
          ),
        ),
      );
    expect(found(limit(200_010), 'plan/offset-large')[0]?.title).toBe(
      '200,000 rows were read only to be skipped',
    );
    expect(found(limit(10), 'plan/offset-large')).toEqual([]);
  });

  it('make no wrong estimate of what the planner rounds up to a row for each of many chunks', () => {
    const appended = (planned: number, actual: number) =>
      madePlan(
        node(
          'Sort',
          { 'Plan Rows': 1_000 * planned, 'Actual Rows': 1_000 * actual },
          node(
            'Append',
            { 'Plan Rows': 1_000 * planned, 'Actual Rows': 1_000 * actual },
            ...chunks(1_000, (at) => chunkScan(at, { 'Plan Rows': planned, 'Actual Rows': actual })),
          ),
        ),
      );
    expect(found(appended(1, 0), 'plan/rows-misestimated')).toEqual([]);
    expect(found(appended(2, 0), 'plan/rows-misestimated')).toHaveLength(1);
    expect(found(appended(1, 9), 'plan/rows-misestimated')).toEqual([]);
    expect(found(appended(1, 11), 'plan/rows-misestimated')[0]?.nodes[0]?.count).toBe(1_000);
    // One row alone, such as that of a key, is what was expected.
    const join = madePlan(
      node('Nested Loop', { 'Plan Rows': 5_000 }, node('Index Scan', rows(1)), node('Index Scan')),
    );
    expect(found(join, 'plan/rows-misestimated')).toHaveLength(1);
  });

  it('tell a wrong estimate below a sort, which reads all, and not one that a LIMIT made', () => {
    const scan = (planned: number, actual: number) =>
      node('Seq Scan', { 'Plan Rows': planned, 'Actual Rows': actual });
    const sorted = (...plans: Fields[]) => madePlan(node('Limit', {}, node('Sort', rows(10), ...plans)));
    expect(found(sorted(scan(5_000, 100)), 'plan/rows-misestimated')).toHaveLength(1);
    expect(found(sorted(scan(500, 100)), 'plan/rows-misestimated')).toEqual([]);
    expect(found(madePlan(node('Limit', {}, scan(100, 5_000))), 'plan/rows-misestimated')).toHaveLength(1);
    const semi = node('Nested Loop', { 'Join Type': 'Semi', ...rows(10) }, scan(5_000, 10), scan(5_000, 10));
    expect(found(madePlan(semi), 'plan/rows-misestimated')).toHaveLength(1);
  });

  it('stay silent on a plan without ANALYZE but for what it tells all the same', () => {
    const plan = madePlan({
      'Node Type': 'Seq Scan',
      'Total Cost': 9_000,
      'Plan Rows': 5,
      Filter: `(a ~~ '%x'::text)`,
    });
    expect(planFindings(plan, { server: null, snapshot: null }).map(({ rule }) => rule.id)).toEqual([
      'plan/wildcard-leading',
    ]);
  });

  it('name a hypertable and what its own rules say of it, once for all its chunks', () => {
    const plan = madePlan(
      node(
        'Append',
        {},
        ...chunks(10, (at) =>
          columnarScan(at, { 'Vectorized Filter': '(a = 7)', 'Rows Removed by Filter': 10_000, ...rows(10) }),
        ),
      ),
    );
    const [finding, ...others] = found(plan, 'plan/batches-decompressed-in-vain', METRICS);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      facts: { removedRows: 100_000, returnedRows: 100 },
      related: {
        subject: ['public', 'metrics'],
        rules: expect.arrayContaining(['columnstore/segmentby-missing']),
      },
    });
  });
});
