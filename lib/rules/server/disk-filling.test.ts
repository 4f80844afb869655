import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, server, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { trendsOf } from '../trends';
import rule from './disk-filling';

const DISK = 1_000_000;
const DAY = 86_400;

const size = (
  name: string,
  totalBytes: number | null,
  kind: 'database' | 'tablespace' = 'tablespace',
): Row<'storageSizes'> => ({ kind, name, totalBytes, isCurrentDatabase: kind === 'database' });
const sizes = (used: number) => [
  size('app', used, 'database'),
  size('pg_default', used),
  size('pg_global', 0),
];
/** So many bytes a day within the last week, and within the last day. */
const growing = (ofWeek: number, ofDay: number) =>
  trendsOf([
    trend('databaseBytes', 0, { hours: 168, first: 0, last: 7 * ofWeek, windowSeconds: 7 * DAY }),
    trend('databaseBytes', 0, { hours: 24, first: 0, last: ofDay, windowSeconds: DAY }),
  ]);
const look = (rows: readonly Row<'storageSizes'>[], over: Parameters<typeof context>[0] = {}) =>
  rule.check({ storageSizes: rows }, context({ profile: { diskBytes: DISK }, ...over }));
const check = (...args: Parameters<typeof look>) => expectFindings(look(...args));

describe('server/disk-filling', () => {
  it('warns from four fifths of the disk on, and is critical from nine tenths on', () => {
    expect(check(sizes(799_999))).toEqual([]);
    expect(check(sizes(800_000))[0]).toMatchObject({
      subject: ['disk'],
      severity: 'warning',
      facts: { usedBytes: 800_000, diskBytes: DISK, usedRatio: 0.8, growthBytesPerDay: null, daysLeft: null },
    });
    expect(check(sizes(899_999))[0]?.severity).toBe('warning');
    expect(check(sizes(900_000))[0]?.severity).toBe('critical');
  });

  it('warns two weeks before it is full, and is critical three days before', () => {
    const at = (perDay: number) => check(sizes(300_000), { trends: growing(perDay, perDay) })[0];
    expect(at(50_000)).toBeUndefined();
    expect(at(50_001)?.severity).toBe('warning');
    expect(at(70_000)).toMatchObject({ facts: { growthBytesPerDay: 70_000, daysLeft: 10 } });
    expect(at(70_000)?.detail).toContain('full in 10 days');
    expect(at(233_333)?.severity).toBe('warning');
    expect(at(233_334)?.severity).toBe('critical');
    expect(at(-1), 'it shrinks').toBeUndefined();
  });

  it('takes neither one load of the week nor a busy day for a pace', () => {
    expect(check(sizes(300_000), { trends: growing(300_000, 1_000) })).toEqual([]);
    expect(check(sizes(300_000), { trends: growing(1_000, 300_000) })).toEqual([]);
    const onlyDay = trendsOf([
      trend('databaseBytes', 0, { hours: 24, first: 0, last: 300_000, windowSeconds: DAY }),
    ]);
    expect(check(sizes(300_000), { trends: onlyDay })).toEqual([]);
  });

  it('counts what lies on this disk only', () => {
    const elsewhere = [...sizes(300_000), size('archive', 900_000)];
    expect(check(elsewhere)).toEqual([]);
    expect(check(elsewhere, { trends: growing(500_000, 500_000) }), 'whose growth is it?').toEqual([]);
    expect(check([...sizes(850_000), size('archive', null)])).toHaveLength(1);
  });

  it('does not run without the size of the data', () => {
    expect(look([size('pg_default', null), size('pg_global', 1)])).toHaveProperty('notRun');
    expect(look([])).toHaveProperty('notRun');
  });

  it('does not apply where nobody has said how large the disk is, or to the engine of Chunkwise', () => {
    expect(look(sizes(900_000), { profile: {} })).toHaveProperty('notApplicable');
    expect(look([], { server: server({ engine: 'embedded' }) })).toHaveProperty('notApplicable');
  });
});
