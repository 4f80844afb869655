import { describe, expect, it } from 'vitest';
import { context, DAY_UNITS, daysAgo } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './chunks-in-future';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (chunks: Artifacts['chunks'], hypertables: Artifacts['hypertables'] = [hypertable()]) =>
  expectFindings(rule.check({ hypertables, chunks }, context()));
const finding = (chunks: Artifacts['chunks'], hypertables?: Artifacts['hypertables']) =>
  check(chunks, hypertables)[0];
/** A chunk of a day that begins so many days from now. */
const ahead = (days: number, over: Partial<Artifacts['chunks'][number]> = {}) =>
  chunk({
    chunkId: 1_000 + Math.round(days * 10),
    rangeStartUnits: daysAgo(-days),
    rangeEndUnits: daysAgo(-days) + DAY_UNITS,
    ...over,
  });

describe('hypertables/chunks-in-future', () => {
  it('leaves the present and the next interval alone, and finds what is further', () => {
    expect(check([...dailyChunks(3), ahead(0), ahead(1)])).toEqual([]);
    expect(check([...dailyChunks(3), ahead(1.1)])).toHaveLength(1);
  });

  it('warns of a chunk beyond a gap, and gives the SQL that drops it', () => {
    expect(finding([...dailyChunks(3), ahead(365)])).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: {
        futureChunks: 1,
        futureBytes: 100_000_000,
        firstStartsInSeconds: 365 * 86_400,
        lastEndsInSeconds: 366 * 86_400,
      },
      advice: {
        deletesData: true,
        steps: [
          {
            sql: `SELECT drop_chunks('"public"."metrics"', newer_than => '2027-11-24T12:00:00.000Z'::timestamptz);`,
          },
        ],
        verify: {
          sql: `SELECT count(*) FROM show_chunks('"public"."metrics"', newer_than => '2027-11-24T12:00:00.000Z'::timestamptz);`,
        },
      },
    });
  });

  it('takes a month without rows for a calendar, and more for a wrong clock', () => {
    expect(finding([...dailyChunks(3), ahead(30)])?.severity).toBe('notice');
    expect(finding([...dailyChunks(3), ahead(30.1)])?.severity).toBe('warning');
    const long = [hypertable({ chunkIntervalSeconds: 7 * 86_400 })];
    expect(finding([...dailyChunks(3), ahead(70)], long)?.severity).toBe('notice');
    expect(finding([...dailyChunks(3), ahead(70.1)], long)?.severity).toBe('warning');
  });

  it('only asks where chunks go on from now, as with forecasts', () => {
    const forecast = finding([...dailyChunks(3), ahead(0), ahead(1), ahead(2), ahead(3)]);
    expect(forecast).toMatchObject({ severity: 'notice', confidence: 'low', facts: { futureChunks: 2 } });
    expect(forecast).not.toHaveProperty('advice');
  });

  it('drops only what lies beyond the gap of a forecast', () => {
    const mixed = finding([...dailyChunks(3), ahead(0), ahead(1), ahead(2), ahead(900), ahead(901)]);
    expect(mixed?.facts).toMatchObject({ futureChunks: 2, firstStartsInSeconds: 900 * 86_400 });
  });

  it('writes the instant as the type of the column, and gives no SQL for others', () => {
    const sqlOf = (timeColumnType: string) =>
      finding([ahead(365)], [hypertable({ timeColumnType })])?.advice?.steps[0]?.sql;
    expect(sqlOf('date')).toContain(`'2027-11-24T12:00:00.000'::date`);
    expect(sqlOf('timestamp without time zone')).toContain(`'2027-11-24T12:00:00.000'::timestamp`);
    expect(sqlOf('uuid')).toBeUndefined();
  });

  it('writes years of five digits, which times in a wrong unit have', () => {
    const sqlOf = (startUnits: number) =>
      finding([chunk({ rangeStartUnits: startUnits, rangeEndUnits: startUnits + DAY_UNITS })])?.advice
        ?.steps[0]?.sql;
    expect(sqlOf(Date.UTC(58_000, 0) * 1_000)).toContain(`'058000-01-01T00:00:00.000Z'::timestamptz`);
    expect(sqlOf(9e18)).toContain(`'275760-09-13T00:00:00.000Z'::timestamptz`);
  });

  it('knows no future of integer time, of tiered chunks and of open ranges', () => {
    const integer = [hypertable({ isIntegerTime: true })];
    expect(rule.check({ hypertables: integer, chunks: [ahead(900)] }, context())).toHaveProperty(
      'notApplicable',
    );
    expect(check([ahead(900, { isTiered: true }), ahead(901, { rangeStartUnits: null })])).toEqual([]);
  });
});
