import { describe, expect, it } from 'vitest';
import { column, hypertable } from '../../testing/rows';
import { chooseSegmentBy } from './segmentby-choice';

const time = column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 });
const choose = (columns: readonly ReturnType<typeof column>[], rowsPerChunk: number | null = 10_000) =>
  chooseSegmentBy(hypertable(), [time, ...columns], rowsPerChunk);
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
});
