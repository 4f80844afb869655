import { expect, it } from 'vitest';
import { hypotheticalIndexAnswer } from '@/lib/api/hypothetical-index-schema';
import type { HypotheticalCheck } from '@/lib/explain/hypothetical-index';
import { server, snapshotOf } from '@/lib/rules/testing/context';
import { chunk, column, dailyChunks, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { statement } from '@/lib/rules/testing/statement-rows';
import { tableStatistics } from '@/lib/rules/testing/table-rows';
import { hypotheticalQuestion } from './hypothetical-index';
import { queryAnswer } from './queries';
import { onTheWire, view } from './testing/view';

const busy = (query: string, over: Parameters<typeof statement>[1] = {}) =>
  statement(query, { totalSeconds: 6_000, sharedBlocksHit: 2_000_000, rows: 1_000, ...over });
const of = (rows: Parameters<typeof snapshotOf>[0]) =>
  view(snapshotOf({ columnStatistics: [tableStatistics()], indexes: [], ...rows }));
const KEY = 'indexes/workload-candidate:public.orders.customer_id';
const orders = (statements: ReturnType<typeof busy>[]) => hypotheticalQuestion(of({ statements }), KEY);
const BY_CUSTOMER = "SELECT sum(total) FROM orders WHERE customer_id = $1 AND state <> 'open'";

/** What hypopg 1.3.1 said on PostgreSQL 15 of a table of 200,000 rows. */
const CHECKED: HypotheticalCheck = {
  hypopg: { schema: 'public', version: '1.3.1', isUsable: true, availableVersion: '1.3.1' },
  server: server({ major: 15 }),
  statements: [
    {
      kind: 'generic',
      costBefore: 4773.26,
      costAfter: 337.28,
      isUsed: true,
      indexBytes: 5_218_304,
      chunks: null,
    },
    { reason: 'The server refused it: permission denied for table orders', hint: 'Grant it.' },
  ],
};
/** The same server before the extension was made. */
const absent = (availableVersion: string | null, over = {}): HypotheticalCheck => ({
  hypopg: { schema: null, version: null, isUsable: null, availableVersion },
  server: server({ major: 15, ...over }),
});

it('asks about the index of the finding for the statements that it saves most, and tells what the planner said', () => {
  const { request, answerOf } = orders([
    busy(BY_CUSTOMER, { queryId: '7' }),
    busy('DELETE FROM orders WHERE customer_id = $1', { queryId: '8', totalSeconds: 60 }),
  ]);
  expect(request.index).toEqual({
    schema: 'public',
    tableName: 'orders',
    structure: 'USING btree ("customer_id")',
    chunks: null,
  });
  expect(request.statements).toEqual([BY_CUSTOMER, 'DELETE FROM orders WHERE customer_id = $1']);
  const answer = onTheWire(hypotheticalIndexAnswer, answerOf(CHECKED));
  expect(answer).toMatchObject({
    index: 'CREATE INDEX ON "public"."orders" USING btree ("customer_id")',
    hypopgVersion: '1.3.1',
    install: null,
    indexBytes: 5_218_304,
    statementCount: 2,
    statements: [
      { queryId: '7', costBefore: 4773.26, costAfter: 337.28, isUsed: true, reason: null },
      { queryId: '8', costBefore: null, isUsed: null, hint: 'Grant it.' },
    ],
  });
  // Literals of what people run are masked, as everywhere.
  expect(answer.statements[0]?.query).not.toContain('open');
});

it('tells no size of a partitioned table, whose parent has no rows', () => {
  const parted = tableStatistics({ isPartitioned: true });
  const { answerOf } = hypotheticalQuestion(
    of({ columnStatistics: [parted], statements: [busy(BY_CUSTOMER)] }),
    KEY,
  );
  expect(answerOf(CHECKED)).toMatchObject({ indexBytes: null, statements: [{ isUsed: true }, {}] });
});

it('asks about no more than five statements, and says of how many', () => {
  const many = Array.from({ length: 7 }, (_, at) => busy(BY_CUSTOMER, { queryId: String(at) }));
  const { request, answerOf } = orders(many);
  expect(request.statements).toHaveLength(5);
  expect(answerOf(CHECKED).statementCount).toBe(7);
});

it('makes up the index of a hypertable on its chunks with rows, the newest first', () => {
  const chunks = dailyChunks(4, chunk).map((one, at) => ({
    ...one,
    isCompressed: at < 2,
    isPartial: at === 1,
  }));
  const { request } = hypotheticalQuestion(
    of({
      hypertables: [hypertable()],
      hypertableColumns: [
        column({ name: 'time', position: 1, distinctValues: -1 }),
        column({ distinctValues: 5_000, leadsIndex: false }),
      ],
      chunks,
      statements: [
        busy('SELECT avg(value) FROM metrics WHERE device_id = $1 AND time > now() - $2::interval', {
          sharedBlocksHit: 30_000_000,
        }),
      ],
    }),
    'indexes/workload-candidate:public.metrics.device_id.time',
  );
  expect(request.index.structure).toBe('USING btree ("device_id", "time" DESC)');
  const starts = request.index.chunks?.map(
    ({ name }) => chunks.find((one) => one.name === name)?.rangeStartUnits ?? 0,
  );
  expect(starts).toHaveLength(3);
  expect(starts).toEqual(starts?.toSorted((left, right) => right - left));
});

it('says what is missing, who makes it and where', () => {
  const { answerOf } = orders([busy(BY_CUSTOMER)]);
  const there = onTheWire(hypotheticalIndexAnswer, answerOf(absent('1.4.2')));
  expect(there).toMatchObject({ hypopgVersion: null, indexBytes: null, statements: [] });
  expect(there.install).toMatchObject({
    sql: 'CREATE EXTENSION hypopg;',
    role: expect.stringMatching(/^a superuser/),
  });
  expect(there.install?.note).toContain('version 1.4.2');
  expect(answerOf(absent(null)).install?.note).toContain('postgresql-15-hypopg');
  expect(answerOf(absent(null, { inRecovery: true })).install?.role).toContain('on the primary');
});

it('knows only what the newest snapshot proposes', () => {
  expect(() => hypotheticalQuestion(of({ statements: [] }), KEY)).toThrow(`proposes no index as ${KEY}`);
  expect(() => hypotheticalQuestion(view(null), KEY)).toThrow('proposes no index');
});

it('is told on the screen of each statement that the index is for, and on no other', () => {
  const shop = of({
    statements: [busy(BY_CUSTOMER, { queryId: '7' }), busy('SELECT 1', { queryId: '8' })],
  });
  const told = (queryId: string) =>
    queryAnswer(shop, queryId, {
      asked: 'reset',
      begin: null,
      trends: { unavailable: 'History is away' },
    }).findings.map(({ key }) => key);
  expect(told('7')).toEqual([KEY]);
  expect(told('8')).toEqual([]);
});
