import { describe, expect, it } from 'vitest';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { statement } from '@/lib/rules/testing/statement-rows';
import { assumedShapes, filterShapes } from './filter-shapes';

const metrics = hypertable();
const shapes = (query: string | null) =>
  filterShapes(metrics, [metrics], [statement('', { query })]).map(({ equals, byTime }) => [equals, byTime]);

describe('filter shapes of statements', () => {
  it.each([
    [
      'SELECT avg(value) FROM metrics WHERE device_id = $1 AND time > now() - $2::interval',
      [['device_id'], true],
    ],
    ['select * from "public"."metrics" m where m."device_id" in ($1, $2)', [['device_id'], false]],
    ['SELECT 1 FROM public.metrics WHERE site = ANY ($1) AND device_id=$2', [['device_id', 'site'], false]],
    ['WITH x AS (SELECT * FROM ONLY metrics WHERE time BETWEEN $1 AND $2) SELECT * FROM x', [[], true]],
    ['/* app */ SELECT count(*) FROM metrics', [[], false]],
  ])('%s', (query, shape) => {
    expect(shapes(query)).toEqual([shape]);
  });

  it.each([
    ['another table', 'SELECT * FROM metrics_old WHERE device_id = $1'],
    ['another schema', 'SELECT * FROM audit.metrics WHERE device_id = $1'],
    ['a write', 'UPDATE metrics SET value = $1 WHERE device_id = $2'],
    ['a hidden text', null],
  ])('leave out %s', (_, query) => {
    expect(shapes(query)).toEqual([]);
  });

  it('do not take a join or a longer name for a filter', () => {
    expect(
      shapes(
        'SELECT * FROM metrics m JOIN devices d ON m.device_id = d.id WHERE my_site = $1 AND sites = $2',
      ),
    ).toEqual([[[], false]]);
  });

  it('add up, the costliest three first', () => {
    const by = (column: string, totalSeconds: number, calls: number) =>
      statement(`SELECT * FROM metrics WHERE ${column} = $1`, { totalSeconds, calls });
    const costs = [
      by('site', 2, 5),
      by('device_id', 3, 1),
      by('site', 2, 6),
      by('value', 1, 1),
      by('kind', 0.5, 9),
    ];
    const found = filterShapes(metrics, [metrics], costs);
    expect(found).toEqual([
      { equals: ['site'], byTime: false, origin: 'statements', calls: 11 },
      { equals: ['device_id'], byTime: false, origin: 'statements', calls: 1 },
      { equals: ['value'], byTime: false, origin: 'statements', calls: 1 },
    ]);
  });

  it('are assumed where no statement tells', () => {
    expect(assumedShapes(['a', 'b', 'c']).map(({ equals }) => equals)).toEqual([['a'], ['b'], []]);
    expect(assumedShapes([])).toEqual([{ equals: [], byTime: true, origin: 'assumed', calls: null }]);
  });
});
