import { expect, it } from 'vitest';
import { planNodes, totalCost } from './plan-nodes';

/** Of PostgreSQL 15 with an index that hypopg 1.3.1 made up on a chunk; shortened to what is read. */
const PLAN = [
  {
    Plan: {
      'Node Type': 'Aggregate',
      'Total Cost': 124.76,
      Plans: [
        {
          'Node Type': 'Index Scan',
          'Total Cost': 124.2,
          'Index Name': '<13571>btree__timescaledb_internal__hyper_1_8_chunk_dev ice_time',
          'Relation Name': '_hyper_1_8_chunk',
          Schema: '_timescaledb_internal',
        },
      ],
    },
    Settings: { plan_cache_mode: 'force_generic_plan' },
  },
];

it('finds every node and the cost of the whole', () => {
  expect(planNodes(PLAN).map((node) => node['Node Type'])).toEqual(['Aggregate', 'Index Scan']);
  expect(totalCost(PLAN)).toBe(124.76);
});

it('finds none in what is no plan', () => {
  expect(planNodes(null)).toEqual([]);
  expect(totalCost([])).toBeNaN();
});
