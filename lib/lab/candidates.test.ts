import { describe, expect, it } from 'vitest';
import { candidates, type LabSettings, leadColumn, MOST_CANDIDATES } from './candidates';

const time = { column: 'time', descending: true };
const asc = (column: string) => ({ column, descending: false });
const input = { time, now: null, defaults: null, advised: null, keys: [] };
const texts = (these: ReturnType<typeof candidates>) =>
  these.map(
    ({ settings: { segmentBy, orderBy }, origins }) =>
      `${segmentBy.join('+') || '–'} | ${orderBy.map(({ column }) => column).join(' ')} | ${origins.join(' ')}`,
  );
const keys = (...names: string[]) => names.map((name) => ({ name, rowsPerValue: 1_000 }));
const by = (segmentBy: string[], ...order: string[]): LabSettings => ({
  segmentBy,
  orderBy: order.map((column) => (column === 'time' ? time : asc(column))),
});

describe('the candidates', () => {
  it('begin with how it is now, and name every origin of one', () => {
    const all = candidates({
      ...input,
      now: by(['trade_id'], 'time'),
      defaults: by(['symbol'], 'time'),
      advised: by(['symbol'], 'time'),
      keys: keys('symbol'),
    });
    expect(texts(all)).toEqual([
      'trade_id | time | now',
      'symbol | time | default rules tried',
      '– | symbol time | tried',
      '– | time | tried',
    ]);
    expect(all.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3', 'c4']);
  });

  it('try two columns together', () => {
    expect(texts(candidates({ ...input, keys: keys('site', 'device') }))).toEqual([
      'site | time | tried',
      'device | time | tried',
      '– | site time | tried',
      '– | device time | tried',
      '– | time | tried',
      'site | device time | tried',
      'device | site time | tried',
      'site+device | time | tried',
    ]);
  });

  it('are never more than twelve', () => {
    expect(candidates({ ...input, keys: keys('a', 'b', 'c', 'd') })).toHaveLength(MOST_CANDIDATES);
  });

  it('segment by nothing of which a chunk has only a few rows', () => {
    const scarce = (rowsPerValue: number) =>
      texts(candidates({ ...input, keys: [{ name: 'order_id', rowsPerValue }] }));
    expect(scarce(20)).toContain('order_id | time | tried');
    expect(scarce(19)).toEqual(['– | order_id time | tried', '– | time | tried']);
  });

  it('take settings that make the same batches for one, and end every order with time', () => {
    const all = candidates({
      ...input,
      now: { segmentBy: ['b', 'a'], orderBy: [asc('a'), asc('time')] },
      advised: { segmentBy: ['a', 'b'], orderBy: [] },
    });
    expect(texts(all)).toEqual(['b+a | time | now rules', '– | time | tried']);
    expect(all[0]?.settings.orderBy).toEqual([asc('time')]);
  });

  it('have a column whose values lie together, or only time', () => {
    expect(leadColumn(by(['a'], 'b'), 'time')).toBe('a');
    expect(leadColumn(by([], 'b', 'time'), 'time')).toBe('b');
    expect(leadColumn(by([], 'time'), 'time')).toBeNull();
  });
});
