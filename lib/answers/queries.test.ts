import { describe, expect, it } from 'vitest';
import { queriesAnswer as listSchema, queryAnswer as oneSchema } from '@/lib/api/queries-schema';
import type { Row } from '@/lib/collect/snapshot';
import { statementReading } from '@/lib/derive/statement-reading';
import { NOW_MS, snapshotOf } from '@/lib/rules/testing/context';
import { settings } from '@/lib/rules/testing/setting-rows';
import { statement, statementTracking } from '@/lib/rules/testing/statement-rows';
import type { ReadTrends } from '@/lib/rules/trends';
import { ident, sql } from '@/lib/sql/statement';
import { type Begin, queriesAnswer, queryAnswer } from './queries';
import { onTheWire, view } from './testing/view';

const HOUR_AGO = new Date(NOW_MS - 3_600_000).toISOString();
const now = [
  statement("SELECT 'ours', 42", { calls: 300, totalSeconds: 60 }),
  statement('SELECT 1', { queryId: '1', roleName: 'other', calls: 100, totalSeconds: 20 }),
  statement('', { isRemainder: true, queryId: null, query: null, calls: 600, totalSeconds: 20 }),
];
const before = now.map((row, at) => ({ ...row, calls: row.calls - 10, totalSeconds: row.totalSeconds - at }));
const begin: Begin = { at: HOUR_AGO, reading: statementReading(before) };
const of = (statements: readonly Row<'statements'>[] = now) => view(snapshotOf({ statements }));
const list = (...asked: Parameters<typeof queriesAnswer>) => onTheWire(listSchema, queriesAnswer(...asked));
const NO_TRENDS: ReadTrends = { unavailable: 'History is away' };

describe('the list of statements', () => {
  it('covers the time since the reset, without a literal', () => {
    const { window, statements } = list(of(), 'reset', null);
    expect(window).toMatchObject({ asked: 'reset', from: now[0]?.statsResetAt, problem: null });
    expect(statements?.map(({ query, calls }) => [query, calls])).toEqual([
      ['SELECT ?, ?', 300],
      ['SELECT ?', 100],
      [null, 600],
    ]);
  });

  it('says what the role does not see of it, with the grant', () => {
    const snapshot = snapshotOf({ statements: now });
    const { statements } = snapshot.artifacts;
    if (statements?.status !== 'ok') throw new Error('no statements');
    const mend = {
      sql: sql`GRANT ${ident('pg_read_all_stats')} TO ${ident('x')};`,
      undo: sql`REVOKE ${ident('pg_read_all_stats')} FROM ${ident('x')};`,
    };
    const hidden = { ...statements, partly: { reason: 'Texts are hidden', mend } };
    const { missing } = list(view({ ...snapshot, artifacts: { statements: hidden } }), 'reset', null);
    expect(missing).toMatchObject([
      { artifact: 'statements', reason: 'Texts are hidden', grantSql: mend.sql },
    ]);
  });

  it('says how the server is made to load the module, beside what it loads already', () => {
    const loading = (libraries: string | null, over: Partial<Row<'statementTracking'>> = {}) =>
      list(
        view(
          snapshotOf({
            statementTracking: [statementTracking({ isLoaded: false, mostEntries: null, ...over })],
            settings: libraries === null ? [] : settings({ shared_preload_libraries: libraries }),
          }),
        ),
        'reset',
        null,
      ).preload;
    const sets = 'ALTER SYSTEM SET "shared_preload_libraries" = ';
    expect(loading('')?.setSql).toBe(`${sets}'pg_stat_statements';`);
    expect(loading('timescaledb, auto_explain')?.setSql).toBe(
      `${sets}'timescaledb', 'auto_explain', 'pg_stat_statements';`,
    );
    expect(loading(null)).toMatchObject({ keeps: null, setSql: `${sets}'pg_stat_statements';` });
    expect(loading('timescaledb', { isLoaded: true })).toBeNull();
  });

  it.each([
    [true, `SET "shared_preload_libraries" = 'timescaledb'`],
    [null, `SET "shared_preload_libraries" = 'timescaledb'`],
    [false, 'RESET "shared_preload_libraries"'],
  ])('goes back to the libraries of before, from ALTER SYSTEM or not: %j', (isFromAlterSystem, back) => {
    const loaded = settings({ shared_preload_libraries: 'timescaledb' });
    const rows = loaded.map((row) => ({ ...row, isFromAlterSystem }));
    const snapshot = snapshotOf({
      statementTracking: [statementTracking({ isLoaded: false })],
      settings: rows,
    });
    expect(list(view(snapshot), 'reset', null).preload?.undoSql).toBe(`ALTER SYSTEM ${back};`);
  });

  it('covers the last hour where history has the counters of then', () => {
    const { window, statements } = list(of(), 'hour', begin);
    expect(window).toMatchObject({ asked: 'hour', from: HOUR_AGO, seconds: 3_600, problem: null });
    expect(statements?.map(({ calls, totalSeconds }) => [calls, totalSeconds])).toEqual([
      [10, 0],
      [10, 1],
      [10, 2],
    ]);
  });

  it.each([
    ['history is too young', null, 'does not reach back'],
    ['history is away', 'History is not available', 'History is not available'],
    [
      'the statistics were reset since',
      { at: HOUR_AGO, reading: { ...statementReading(before), statsResetAt: HOUR_AGO } },
      'were reset within',
    ],
  ])('has no window where %s, and says so', (_, given, problem) => {
    const { window, statements } = list(of(), 'day', given);
    expect(statements).toBeNull();
    expect(window).toMatchObject({ asked: 'day', from: null, seconds: null });
    expect(window.problem).toContain(problem);
  });
});

describe('one statement', () => {
  const one = (queryId: string, trends: ReadTrends = NO_TRENDS) =>
    onTheWire(oneSchema, queryAnswer(of(), queryId, { asked: 'hour', begin, trends }));

  it('has an entry for each role, and its share of the whole', () => {
    const { query, entries, whole } = one('1');
    expect(query).toBe('SELECT ?, ?');
    expect(entries.map(({ roleName }) => roleName)).toEqual(['app', 'other']);
    expect(whole).toEqual({ totalSeconds: 3, calls: 30 });
  });

  it('says what is usual at this hour, or why not', () => {
    expect(one('1')).toMatchObject({ usual: null, usualProblem: 'History is away' });
    const trend = {
      metric: 'statementSecondsPerCall',
      subject: '1',
      average: 0.3,
      least: 0.2,
      greatest: 0.4,
      first: 0.2,
      last: 0.4,
      samples: 12,
      windowSeconds: 3_300,
      usual: 0.1,
      hours: 1 as const,
      watchedHours: 1,
    };
    expect(one('1', [trend]).usual).toEqual({
      secondsPerCall: 0.3,
      usualSecondsPerCall: 0.1,
      windowSeconds: 3_300,
      samples: 12,
    });
  });

  it('is not found when it is not read', () => {
    expect(() => one('2')).toThrow('There is no statement 2');
  });
});
