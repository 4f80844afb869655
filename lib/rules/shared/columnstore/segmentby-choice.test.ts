import { describe, expect, it } from 'vitest';
import { hypertableUse } from '@/lib/derive/column-use';
import { column, hypertable } from '../../testing/hypertable-rows';
import { statement } from '../../testing/statement-rows';
import { chooseSegmentBy, type SegmentSigns } from './segmentby-choice';

const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const choose = (
  columns: readonly ReturnType<typeof column>[],
  rowsPerChunk: number | null = 10_000,
  signs: Partial<SegmentSigns> = {},
) => chooseSegmentBy(hypertable(), [time, ...columns], rowsPerChunk, { use: null, own: null, ...signs });
const byColumn = (name: string, over: Parameters<typeof statement>[1] = {}) =>
  statement(`SELECT avg(v) FROM metrics WHERE time > $1 AND ${name} = $2`, over);
const used = (...statements: readonly ReturnType<typeof statement>[]) => ({
  use: hypertableUse(hypertable(), [hypertable()], statements),
});
const byTime = { column: 'time', descending: true };

describe('the choice of segmentby', () => {
  it('is the column that leads an index and fills batches', () => {
    expect(choose([column()])).toEqual({
      segmentBy: ['device_id'],
      orderBy: [byTime],
      confidence: 'medium',
      basis:
        'device_id leads an index and has 10 values, about 1,000 rows of each in a chunk: enough for full batches.',
    });
  });

  it('is the most selective of those that do', () => {
    const kind = column({ name: 'kind', position: 3, distinctValues: 3 });
    expect(choose([kind, column()]).segmentBy).toEqual(['device_id']);
    expect(choose([column({ distinctValues: 20 }), kind]).segmentBy).toEqual(['kind']);
  });

  it('still is one with a hundred rows a chunk, not with fewer', () => {
    expect(choose([column({ distinctValues: 100 })]).segmentBy).toEqual(['device_id']);
    expect(choose([column({ distinctValues: 101 })]).segmentBy).toEqual([]);
  });

  it('is the fullest where none fills a batch', () => {
    const dense = column({ name: 'site_id', position: 3, distinctValues: 50 });
    expect(choose([column({ distinctValues: 90 }), dense]).segmentBy).toEqual(['site_id']);
  });

  it('leads the order with a column of shorter runs instead', () => {
    const leading = [{ column: 'device_id', descending: false }, byTime];
    expect(choose([column({ distinctValues: 1_000 })]).orderBy).toEqual(leading);
    expect(choose([column({ distinctValues: 1_001 })]).orderBy).toEqual([byTime]);
  });

  it('takes a unique index of several columns for a sign too', () => {
    const series = column({ leadsIndex: false, isUniqueTogether: true });
    expect(choose([series])).toMatchObject({ segmentBy: ['device_id'] });
    expect(choose([series]).basis).toContain('part of a unique index');
    expect(choose([column({ leadsIndex: false })]).segmentBy).toEqual([]);
  });

  it.each([
    ['unique by itself', { isUniqueAlone: true }],
    ['a different value in nearly every row', { distinctValues: -0.9 }],
    ['one value only', { distinctValues: 1 }],
    ['a measurement', { type: 'double precision' }],
    ['an instant', { type: 'timestamp without time zone' }],
    ['a list', { type: 'text[]' }],
    ['the time column', { name: 'time' }],
  ])('is never %s', (_, over) => {
    expect(choose([column(over)])).toMatchObject({ segmentBy: [], orderBy: [byTime] });
  });

  it('does not take a type for another that begins alike', () => {
    expect(choose([column({ type: 'date_code' })]).segmentBy).toEqual(['device_id']);
  });

  it('is nothing, with low confidence, where statistics are not known', () => {
    const unknown = choose([column({ distinctValues: null })]);
    expect(unknown).toMatchObject({ segmentBy: [], orderBy: [byTime], confidence: 'low' });
    expect(unknown.basis).toContain('ANALYZE');
    expect(choose([column()], null)).toMatchObject({ segmentBy: [], confidence: 'low' });
    expect(choose([])).toMatchObject({ segmentBy: [], confidence: 'low' });
  });

  it('is what statements spend most time on, indexed or not, and then it is sure', () => {
    const site = column({ name: 'site_id', position: 3, leadsIndex: false, distinctValues: 4 });
    const byBoth = used(
      byColumn('device_id', { totalSeconds: 100 }),
      byColumn('site_id', { totalSeconds: 300 }),
    );
    expect(choose([column(), site], 10_000, byBoth)).toEqual({
      segmentBy: ['site_id'],
      orderBy: [byTime],
      confidence: 'high',
      basis:
        'site_id is filtered by in statements that take 75% of the time of those that read it (1,000 calls) and has 4 values, about 2,500 rows of each in a chunk: enough for full batches.',
    });
    expect(choose([column(), site])).toMatchObject({ segmentBy: ['device_id'], confidence: 'medium' });
  });

  it('goes by indexes where statements are few, or filter by what cannot be a segment', () => {
    const site = column({ name: 'site_id', position: 3, leadsIndex: false, distinctValues: 4 });
    const segments = (...statements: readonly ReturnType<typeof statement>[]) =>
      choose([column(), site], 10_000, used(...statements)).segmentBy;
    expect(segments(byColumn('site_id', { calls: 99 }))).toEqual(['device_id']);
    expect(segments(byColumn('site_id', { calls: 100 }))).toEqual(['site_id']);
    expect(segments(byColumn('time'))).toEqual(['device_id']);
    const [much, little] = [byColumn('v', { totalSeconds: 901 }), byColumn('site_id', { totalSeconds: 99 })];
    expect(segments(much, little)).toEqual(['device_id']);
    expect(segments(much, byColumn('site_id', { totalSeconds: 101 }))).toEqual(['site_id']);
    expect(segments(statement('SELECT 1 FROM other WHERE site_id = $1'))).toEqual(['device_id']);
  });

  it('takes the column that fills batches although more time goes to one that does not', () => {
    const order = column({ name: 'order_id', position: 3, distinctValues: 5_000 });
    const both = used(
      byColumn('order_id', { totalSeconds: 500 }),
      byColumn('device_id', { totalSeconds: 100 }),
    );
    expect(choose([column(), order], 10_000, both).segmentBy).toEqual(['device_id']);
    const alone = choose([order], 10_000, used(byColumn('order_id')));
    expect(alone).toMatchObject({ segmentBy: [], confidence: 'medium' });
    expect(alone.basis).toContain('No column that statements filter by has 100 rows');
  });

  it('is what statements group or order by where they filter by nothing, and then it is less sure', () => {
    const site = column({ name: 'site_id', position: 3, leadsIndex: false, distinctValues: 4 });
    const grouped = 'SELECT site_id, avg(v) FROM metrics WHERE time > $1 GROUP BY site_id';
    const ordered = 'SELECT * FROM metrics ORDER BY site_id, time DESC LIMIT $1';
    const from = (...texts: readonly string[]) =>
      choose([column(), site], 10_000, used(...texts.map((text) => statement(text))));
    expect(from(grouped)).toMatchObject({ segmentBy: ['site_id'], confidence: 'medium' });
    expect(from(grouped).basis).toContain(
      'site_id is grouped or ordered by in statements that take 100% of the time of those that read it (1,000 calls)',
    );
    expect(from(ordered).segmentBy).toEqual(['site_id']);
    // A filter spares reading the other series, a group does not.
    expect(from(grouped, ordered, 'SELECT 1 FROM metrics WHERE device_id = $1')).toMatchObject({
      segmentBy: ['device_id'],
      confidence: 'high',
    });
    const fine = column({ name: 'site_id', position: 3, leadsIndex: false, distinctValues: 500 });
    expect(choose([fine], 10_000, used(statement(grouped)))).toMatchObject({
      segmentBy: [],
      orderBy: [{ column: 'site_id', descending: false }, byTime],
    });
    const tooFine = column({ name: 'site_id', position: 3, leadsIndex: false, distinctValues: 5_000 });
    expect(choose([tooFine], 10_000, used(statement(grouped))).basis).toContain(
      'No column that statements group or order by has 100 rows',
    );
  });

  it('says what TimescaleDB would choose where that is sure of itself', () => {
    const own = (segmentBy: string[], confidence = 10) => ({
      own: { hypertableId: 1, segmentBy, confidence, message: null },
    });
    expect(choose([column()], 10_000, own(['device_id'])).basis).toContain(
      'TimescaleDB itself would choose the same',
    );
    expect(choose([column()], 10_000, own(['kind'], 8)).basis).toContain(
      'would choose kind (confidence 8 of 10)',
    );
    expect(choose([column()], 10_000, own(['kind'], 7)).basis).not.toContain('TimescaleDB itself');
  });
});
