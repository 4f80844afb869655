import { describe, expect, it } from 'vitest';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { statement } from '@/lib/rules/testing/statement-rows';
import { hypertableUse } from './column-use';

const metrics = hypertable();
const use = (...statements: readonly ReturnType<typeof statement>[]) =>
  hypertableUse(metrics, [metrics], statements);

describe('what statements ask of the columns of a hypertable', () => {
  it('adds up by column, each statement once', () => {
    const found = use(
      statement('SELECT v FROM metrics WHERE device_id = $1', { calls: 10, totalSeconds: 5 }),
      statement('SELECT v FROM metrics WHERE device_id = $1 AND (device_id = $2) GROUP BY kind', {
        calls: 1,
        totalSeconds: 2,
      }),
      statement('SELECT v FROM other WHERE device_id = $1'),
    );
    expect(found).toMatchObject({ statements: 2, calls: 11, seconds: 7 });
    expect(Object.fromEntries(found?.columns ?? [])).toEqual({
      device_id: { filterSeconds: 7, filterCalls: 11, togetherSeconds: 0, togetherCalls: 0 },
      kind: { filterSeconds: 0, filterCalls: 0, togetherSeconds: 2, togetherCalls: 1 },
    });
  });

  it('takes groups and what an order begins with for one sign', () => {
    const together = (query: string) => {
      const found = use(statement(query, { totalSeconds: 3 }))?.columns ?? new Map();
      return [...found].filter(([, { togetherSeconds }]) => togetherSeconds === 3).map(([name]) => name);
    };
    expect(together('SELECT site, device_id, avg(v) FROM metrics GROUP BY 1, 2 ORDER BY 2')).toEqual([
      'site',
      'device_id',
    ]);
    expect(together('SELECT * FROM metrics ORDER BY device_id, time DESC LIMIT 10')).toEqual(['device_id']);
    expect(together('SELECT * FROM metrics ORDER BY lower(site)')).toEqual([]);
    expect(together('SELECT 1 FROM metrics m JOIN d ON d.id = m.id GROUP BY d.name')).toEqual([]);
  });

  it('is null where no statement reads it, or none may be seen', () => {
    expect(use()).toBeNull();
    expect(use(statement('INSERT INTO metrics VALUES ($1)'))).toBeNull();
    expect(use(statement('SELECT 1 FROM other'), statement('', { query: null }))).toBeNull();
  });

  it('tells hypertables of one name apart by their schemas, and guesses none', () => {
    const other = hypertable({ hypertableId: 2, schema: 'archive' });
    const of = (query: string) =>
      [metrics, other].map((one) => hypertableUse(one, [metrics, other], [statement(query)]) !== null);
    expect(of('SELECT 1 FROM archive.metrics WHERE a = $1')).toEqual([false, true]);
    expect(of('SELECT 1 FROM metrics WHERE a = $1')).toEqual([false, false]);
  });

  it('takes a column without a qualifier for its own only where nothing else is read', () => {
    const columns = (query: string) => [...(use(statement(query))?.columns.keys() ?? [])];
    expect(
      columns('SELECT 1 FROM metrics m JOIN d ON d.id = m.id WHERE m.a = $1 AND d.b = $2 AND c = $3'),
    ).toEqual(['a']);
    expect(columns('SELECT 1 FROM metrics m WHERE m.a = $1 AND metrics.b = $2 AND c = $3')).toEqual([
      'a',
      'c',
    ]);
  });
});
