import { describe, expect, it } from 'vitest';
import type { PlanNode, QueryPlan } from './plan';
import { readPlan } from './read-plan';
import { madePlan, planOf, recordedPlan, recordedText } from './testing/recorded-plan';

const node = (plan: QueryPlan, type: string, at = 0): PlanNode => {
  const found = plan.nodes.filter((one) => one.type === type)[at];
  if (!found) throw new Error(`no ${type}`);
  return found;
};
const milliseconds = (seconds: number | null) => Number(((seconds ?? Number.NaN) * 1000).toFixed(3));

const TEXT = ` Limit  (cost=0.43..8.45 rows=10 width=8) (actual time=0.020..5.500 rows=10 loops=1)
   Buffers: shared hit=40 read=2, temp read=7 written=7
   ->  Nested Loop Left Join  (cost=0.43..800.00 rows=1000 width=8) (actual time=0.019..5.400 rows=10 loops=1)
         Join Filter: (a.id = b.id)
         Rows Removed by Join Filter: 12
         ->  Index Scan Backward using "A key" on public.a  (cost=0.43..8.45 rows=1 width=8) (actual time=0.010..0.400 rows=10 loops=1)
               Index Cond: (id > 3)
               Filter: (note ~~ '%x: y%'::text)
               Rows Removed by Filter: 90
         ->  Sort  (cost=1.00..2.00 rows=5 width=8) (actual time=0.100..0.480 rows=5 loops=10)
               Sort Key: b.at DESC, b.id
               Sort Method: external merge  Disk: 1234kB
               ->  Seq Scan on b b_1  (cost=0.00..1.00 rows=5 width=8) (never executed)
 Planning:
   Buffers: shared hit=5
 Planning Time: 0.300 ms
 JIT:
   Functions: 4
   Options: Inlining false, Optimization false, Expressions true, Deforming true
   Timing: Generation 0.5 ms, Inlining 0.0 ms, Optimization 0.2 ms, Emission 1.3 ms, Total 2.0 ms
 Trigger for constraint a_b_fkey on a: time=1.500 calls=10
 Execution Time: 6.000 ms`;

describe('what was pasted', () => {
  it('is read from text as from JSON', () => {
    const plan = planOf(TEXT);
    expect(plan.nodes.map(({ type }) => type)).toEqual([
      'Limit',
      'Nested Loop',
      'Index Scan',
      'Sort',
      'Seq Scan',
    ]);
    expect(node(plan, 'Limit').buffers).toMatchObject({ sharedHit: 40, sharedRead: 2, tempWritten: 7 });
    expect(node(plan, 'Nested Loop').fields).toMatchObject({
      'Join Type': 'Left',
      'Rows Removed by Join Filter': 12,
    });
    expect(node(plan, 'Index Scan').fields).toMatchObject({
      'Index Name': 'A key',
      'Relation Name': 'a',
      Schema: 'public',
      'Scan Direction': 'Backward',
      Filter: "(note ~~ '%x: y%'::text)",
      'Rows Removed by Filter': 90,
    });
    expect(node(plan, 'Sort').fields).toMatchObject({
      'Sort Key': ['b.at DESC', 'b.id'],
      'Sort Space Type': 'Disk',
      'Sort Space Used': 1234,
    });
    expect(node(plan, 'Seq Scan')).toMatchObject({ loops: 0, executedCount: 0 });
    expect(plan).toMatchObject({
      format: 'text',
      isAnalyzed: true,
      planningSeconds: 0.0003,
      executionSeconds: 0.006,
      jit: { functions: 4, seconds: 0.002 },
      triggers: [{ name: 'a_b_fkey', relation: 'a', isConstraint: true, seconds: 0.0015, calls: 10 }],
    });
  });

  const framed = TEXT.split('\n').map((line) => `|${line.padEnd(140)}|`);
  const dressings: Record<string, string> = {
    'the header and the count of psql': `                 QUERY PLAN\n${'-'.repeat(60)}\n${TEXT}\n(23 rows)\n\nTime: 7,1 ms`,
    'a frame': ['+----+', '| QUERY PLAN |', '+----+', ...framed, '+----+'].join('\n'),
    'quotes around each line': TEXT.split('\n')
      .map((line) => `"${line.replaceAll('"', '""')}"`)
      .join('\r\n'),
    'the log of auto_explain': `2026-01-01 10:00:00.000 UTC [7] LOG:  duration: 6.000 ms  plan:\n\tQuery Text: SELECT 1\n\t  FROM a;\n${TEXT.split(
      '\n',
    )
      .map((line) => `\t${line.slice(1)}`)
      .join(
        '\n',
      )}\n2026-01-01 10:00:01.000 UTC [7] LOG:  statement: SELECT 'Seq Scan on c  (cost=1..2 rows=1 width=1)'`,
    'lines broken by a terminal': TEXT.replaceAll(' (actual', '\n (actual').replaceAll(
      ' width=',
      '\n   width=',
    ),
    'the statement before it': `db=# EXPLAIN ANALYZE\nSELECT 1;\n${TEXT}`,
  };
  for (const [dressing, text] of Object.entries(dressings))
    it(`is found within ${dressing}`, () => {
      const fields = ({ nodes }: QueryPlan) =>
        nodes.map(({ type, fields, depth }) => ({ type, fields, depth }));
      expect(fields(planOf(text))).toEqual(fields(planOf(TEXT)));
      expect(planOf(text).executionSeconds).toBe(0.006);
    });

  it('is found as JSON within the marks of psql, quotes, a driver’s rows and a log', () => {
    const text = recordedText('pg13_cte');
    const compact = JSON.parse(text);
    const marked = text
      .split('\n')
      .map((line, at, all) => ` ${line.padEnd(60)}${at < all.length - 1 ? '+' : ''}`)
      .join('\n');
    const forms = [
      `     QUERY PLAN\n----------\n${marked}\n(1 row)`,
      `"${text.replaceAll('"', '""')}"`,
      JSON.stringify([{ 'QUERY PLAN': compact }]),
      JSON.stringify([{ 'QUERY PLAN': JSON.stringify(compact) }]),
      JSON.stringify(compact[0].Plan),
      `LOG:  duration: 0.3 ms  plan:\n\t${JSON.stringify({ 'Query Text': 'SELECT 1', ...compact[0] }, null, 2).replaceAll('\n', '\n\t')}`,
    ];
    for (const form of forms) expect(planOf(form).nodes).toHaveLength(6);
  });

  // As psql 15 printed the answers of PostgreSQL 13 and 18: the longest line leaves no space before its mark.
  it.each(['psql-pg13', 'psql-pg18', 'psql-pg18-frame', 'psql-pg18-unicode-frame'])(
    'is found as JSON in what psql prints: %s',
    (name) => {
      const { root } = planOf(recordedText(name, 'txt'));
      expect(root).toMatchObject({
        type: 'Seq Scan',
        fields: { Filter: "((note ~~ '%a%'::text) AND (customer_id = 7))" },
      });
    },
  );

  it('is refused with what to paste when it is no plan', () => {
    const why = (text: string) => {
      const answer = readPlan(text);
      return 'notAPlan' in answer ? answer.notAPlan : null;
    };
    expect(why('  \n')).toBe('There is no text to read');
    expect(why('SELECT 1')).toBe('This is a statement, not its plan');
    expect(why('{"a": 1}')).toBe('This JSON holds no plan, or its end is missing');
    expect(why(recordedText('pg13_cte').slice(0, 900))).toBe(
      'This JSON holds no plan, or its end is missing',
    );
    expect(why('<explain xmlns="…"/>')).toBe('This is a plan in XML, which is not read');
    expect(why('- Plan:\n    Node Type: "Result"')).toBe('This is a plan in YAML, which is not read');
    expect(why('hello')).toBe('No line of this text is a node of a plan with its cost');
    expect(readPlan('hello')).toHaveProperty('hint', expect.stringContaining('EXPLAIN (ANALYZE'));
    const deep = Array.from({ length: 1_500 }).reduce<object>(
      (Plan) => ({ 'Node Type': 'Limit', Plans: [Plan] }),
      {
        'Node Type': 'Result',
      },
    );
    expect(why(JSON.stringify(deep))).toBe('This plan is nested deeper than any planner makes it');
  });
});

describe('what a node took by itself', () => {
  it('is its time over all loops without that of the nodes below', () => {
    const plan = recordedPlan('pg18_subplan');
    expect(milliseconds(node(plan, 'Seq Scan').seconds)).toBe(92.952);
    expect(milliseconds(node(plan, 'Index Scan').exclusiveSeconds)).toBe(0.093);
    expect(node(plan, 'Index Scan').exclusiveBuffers?.sharedHit).toBe(3);
    expect(node(plan, 'Seq Scan').exclusiveBuffers?.sharedHit).toBe(2439);
  });

  it('is divided by the processes below a Gather', () => {
    const plan = recordedPlan('pg16_parallel');
    expect(node(plan, 'Seq Scan')).toMatchObject({ loops: 3 });
    expect(milliseconds(node(plan, 'Seq Scan').seconds)).toBe(18.633);
    expect(milliseconds(node(plan, 'Gather').exclusiveSeconds)).toBe(20.744);
  });

  it('leaves a CTE to those who scan it: the one that read it first ran it', () => {
    const plan = recordedPlan('pg13_cte');
    expect(milliseconds(node(plan, 'Hash Join').exclusiveSeconds)).toBe(0.035);
    expect(milliseconds(node(plan, 'CTE Scan', 1).exclusiveSeconds)).toBe(0.033);
    expect(node(plan, 'CTE Scan', 1).exclusiveBuffers?.sharedHit).toBe(0);
    const sum = plan.nodes.reduce((total, { exclusiveSeconds }) => total + (exclusiveSeconds ?? 0), 0);
    expect(sum).toBeCloseTo(plan.root.seconds ?? 0, 6);
  });

  it('leaves an InitPlan to the node that needs its value, under the names of both spellings', () => {
    for (const [name, value] of [
      ['InitPlan 1 (returns $0)', '$0'],
      ['InitPlan 1', '(InitPlan 1).col1'],
    ]) {
      const plan = madePlan({
        ...ran('Limit', 10),
        Plans: [
          { ...ran('Aggregate', 6), 'Parent Relationship': 'InitPlan', 'Subplan Name': name },
          { ...ran('Seq Scan', 9), 'Parent Relationship': 'Outer', Filter: `(a > ${value})` },
        ],
      });
      expect(milliseconds(node(plan, 'Limit').exclusiveSeconds)).toBe(1);
      expect(milliseconds(node(plan, 'Seq Scan').exclusiveSeconds)).toBe(3);
    }
  });

  it('is not known without ANALYZE; then there are costs', () => {
    const plan = madePlan({
      'Node Type': 'Sort',
      'Total Cost': 30,
      Plans: [{ 'Node Type': 'Seq Scan', 'Total Cost': 20 }],
    });
    expect(plan).toMatchObject({ isAnalyzed: false, executionSeconds: null });
    expect(plan.root).toMatchObject({
      seconds: null,
      exclusiveSeconds: null,
      actualRows: null,
      exclusiveCost: 10,
    });
  });

  it('counts a VectorAgg with the scan that it reads past the ColumnarScan', () => {
    const plan = recordedPlan('ts2.28.3_agg_all');
    const sum = plan.nodes.reduce((total, { exclusiveSeconds }) => total + (exclusiveSeconds ?? 0), 0);
    expect(sum).toBeCloseTo(plan.root.seconds ?? 0, 6);
  });
});

const ran = (type: string, milliseconds: number) => ({
  'Node Type': type,
  'Actual Total Time': milliseconds,
  'Actual Rows': 1,
  'Actual Loops': 1,
  'Plan Rows': 1,
});

describe('folding', () => {
  it('makes one node of chunks that are read alike, with their sums, and keeps them', () => {
    const plan = recordedPlan('ts2.28.3_agg_all');
    expect(plan.nodeCount).toBe(31);
    expect(plan.nodes.map(({ type, count }) => [type, count])).toEqual([
      ['Aggregate', 1],
      ['Append', 1],
      ['VectorAgg', 9],
      ['ColumnarScan', 9],
      ['Seq Scan', 9],
      ['Aggregate', 1],
      ['Seq Scan', 1],
    ]);
    const chunks = node(plan, 'VectorAgg');
    expect(chunks.members).toHaveLength(9);
    expect(chunks.actualRows).toBe(9);
    expect(chunks.seconds).toBeCloseTo(chunks.members.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0));
    const ids = [...plan.nodes, ...chunks.members].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('takes chunks at the end of a range, which have one condition more, with the others', () => {
    expect(node(recordedPlan('ts2.28.3_seg_filter'), 'ColumnarScan')).toMatchObject({
      count: 2,
      executedCount: 2,
    });
  });

  it('folds partitions by their numbered aliases, and leaves tables that are joined alone', () => {
    const scan = (relation: string, alias: string, rows: number, loops: number) => ({
      ...ran('Seq Scan', 1),
      'Relation Name': relation,
      Alias: alias,
      'Plan Rows': 10,
      'Actual Rows': rows,
      'Actual Loops': loops,
    });
    const partitions = madePlan({
      ...ran('Append', 5),
      Plans: [
        scan('events_2025', 'events_1', 4, 2),
        scan('events_2026', 'events_2', 6, 2),
        scan('events_2027', 'events_3', 0, 0),
      ],
    });
    expect(partitions.nodes).toHaveLength(2);
    // The one that never ran tells nothing about the estimate.
    expect(partitions.nodes[1]).toMatchObject({
      count: 3,
      executedCount: 2,
      loops: 2,
      actualRows: 10,
      plannedRows: 20,
    });
    const join = madePlan({ ...ran('Nested Loop', 5), Plans: [scan('a', 'a', 1, 1), scan('b', 'b', 1, 1)] });
    expect(join.nodes).toHaveLength(3);
  });

  it.each([
    ['aliases that look like those of partitions', 'orders', 'orders_1', 'orders', 'orders_2'],
    ['chunks of one hypertable', '_hyper_1_1_chunk', 'a', '_hyper_1_2_chunk', 'b'],
  ])(
    'never takes the sides of a join for parts of a whole: %s',
    (_what, left, leftAlias, right, rightAlias) => {
      const scan = (relation: string, alias: string) => ({
        ...ran('Seq Scan', 1),
        'Relation Name': relation,
        Alias: alias,
      });
      const sides = [scan(left, leftAlias), scan(right, rightAlias)];
      for (const type of ['Nested Loop', 'Hash Join', 'Merge Join', 'SetOp'])
        expect(madePlan({ ...ran(type, 5), Plans: sides }).nodes, type).toHaveLength(3);
      const [one, other] = sides.map((side) => ({ ...side, 'Parent Relationship': 'InitPlan' }));
      const values = [
        { ...one, 'Subplan Name': 'InitPlan 1' },
        { ...other, 'Subplan Name': 'InitPlan 2' },
      ];
      expect(madePlan({ ...ran('Append', 5), Plans: values }).nodes).toHaveLength(3);
    },
  );

  it('reads, measures and folds five thousand nodes at once', () => {
    const chunk = (at: number) => ({
      ...ran('Custom Scan', 0.1),
      'Custom Plan Provider': 'ColumnarScan',
      'Relation Name': `_hyper_1_${at}_chunk`,
      Plans: [{ ...ran('Seq Scan', 0.05), 'Relation Name': `compress_hyper_2_${at}_chunk` }],
    });
    const text = JSON.stringify({
      Plan: { ...ran('Append', 300), Plans: Array.from({ length: 2_500 }, (_, at) => chunk(at)) },
    });
    const startedAtMs = performance.now();
    const plan = planOf(text);
    // About 100 ms alone; what matters is that nothing grows with the square.
    expect(performance.now() - startedAtMs).toBeLessThan(3_000);
    expect(plan).toMatchObject({ nodeCount: 5_001 });
    expect(plan.nodes).toHaveLength(3);
    expect(plan.nodes[1]?.members).toHaveLength(2_500);
  });
});
