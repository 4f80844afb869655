import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregateHypertable, chunk, column, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { refresh, retention } from '../testing/job-rows';
import rule from './disabled-on-large';

const plain = hypertable({ columnstoreEnabled: false });
const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check(
      {
        hypertables: [plain],
        chunks: large(),
        policies: [],
        hypertableColumns: [column()],
        statements: null,
        columnstoreDefaults: null,
        ...over,
      },
      context(contextOver),
    ),
  );
/** Twenty days; 10.6 GB in all unless said otherwise. */
const large = (bytesPerChunk = 530_000_000, over: Parameters<typeof chunk>[0] = {}) =>
  dailyChunks(20, (range) => chunk({ rowTotalBytes: bytesPerChunk, ...range, ...over }));

describe('columnstore/disabled-on-large', () => {
  it('leaves ten gigabytes and five per cent alone, and speaks past them', () => {
    expect(check({ chunks: large(525_000_000) })).toEqual([]);
    expect(check()).toMatchObject([
      {
        subject: ['public', 'metrics'],
        severity: 'notice',
        confidence: 'medium',
        facts: {
          totalBytes: 10_600_000_000,
          // Of 20 daily chunks the policy's week keeps 7, and the chunk whose end is exactly a week ago is not older than it.
          convertibleBytes: 12 * 530_000_000,
          convertibleChunks: 12,
          afterSeconds: 604_800,
          rowsPerChunk: 1_000_000,
        },
        impact: { bytesSaved: { low: 3_180_000_000, high: 5_724_000_000 } },
      },
    ]);
  });

  it('warns past a hundred gigabytes, at the scale of the profile', () => {
    expect(check({ chunks: large(5_250_000_000) })[0]?.severity).toBe('notice');
    expect(check({ chunks: large(5_250_000_001) })[0]?.severity).toBe('warning');
    const scaled = { profile: { byteThresholdRatio: 0.001 } };
    expect(check({ chunks: large(525_000) }, scaled)).toEqual([]);
    expect(check({ chunks: large(525_001) }, scaled)).toHaveLength(1);
  });

  it('turns it on with what indexes and statistics tell, adds the policy, and undoes both', () => {
    const { advice } = check()[0] ?? {};
    expect(advice?.steps.map(({ sql }: { readonly sql: string }) => sql)).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = true, timescaledb.segmentby = '"device_id"', timescaledb.orderby = '"time" DESC');`,
      `CALL add_columnstore_policy('"public"."metrics"', after => INTERVAL '7 days', if_not_exists => true);`,
    ]);
    expect(advice?.undo).toMatchObject([
      { sql: `CALL remove_columnstore_policy('"public"."metrics"', if_exists => true);` },
      { sql: expect.stringContaining('CALL convert_to_rowstore(one);') },
      { sql: 'ALTER TABLE "public"."metrics" SET (timescaledb.enable_columnstore = false);' },
    ]);
  });

  it('speaks the vocabulary before 2.18', () => {
    const old = { server: server({ timescale: timescale('2.17.2') }) };
    const { advice } = check({}, old)[0] ?? {};
    expect(advice?.steps.map(({ sql }: { readonly sql: string }) => sql)).toEqual([
      `ALTER TABLE "public"."metrics" SET (timescaledb.compress = true, timescaledb.compress_segmentby = '"device_id"', timescaledb.compress_orderby = '"time" DESC');`,
      `SELECT add_compression_policy('"public"."metrics"', compress_after => INTERVAL '7 days', if_not_exists => true);`,
    ]);
    expect(advice?.undo).toMatchObject([
      {},
      { sql: expect.stringContaining('PERFORM decompress_chunk(one, if_compressed => true);') },
      { sql: 'ALTER TABLE "public"."metrics" SET (timescaledb.compress = false);' },
    ]);
  });

  it('segments by nothing while statistics are not known, and says so', () => {
    const [finding] = check({ hypertableColumns: [column({ distinctValues: null })] });
    expect(finding?.confidence).toBe('low');
    expect(finding?.detail).toContain('ANALYZE');
    expect(finding?.advice?.steps[0]?.sql).toContain("timescaledb.segmentby = ''");
    expect(finding?.advice?.note).toContain('safe start');
  });

  it('goes by what is old enough, not by size alone', () => {
    expect(
      check({ chunks: dailyChunks(7, (range) => chunk({ ...range, rowTotalBytes: 10 ** 12 })) }),
    ).toEqual([]);
    expect(check({ chunks: [chunk({ rangeEndUnits: null, rowTotalBytes: 10 ** 12 })] })).toEqual([]);
  });

  it('leaves out what is tiered, and hypertables that have it on', () => {
    expect(check({ chunks: large(530_000_000, { isTiered: true }) })).toEqual([]);
    expect(check({ hypertables: [hypertable()] })).toEqual([]);
  });

  it('converts earlier where retention is short, and not at all where nothing would be left', () => {
    const kept = (days: number) => [retention({ afterSeconds: days * 86_400 })];
    expect(check({ policies: kept(8) })[0]?.advice?.steps[1]?.sql).toContain("after => INTERVAL '4 days'");
    expect(check({ policies: kept(3) })).toEqual([]);
  });

  it('leaves chunks that cannot fill a batch to the rule about their interval', () => {
    expect(check({ chunks: large(530_000_000, { rowPartRows: 999 }) })).toEqual([]);
    expect(check({ chunks: large(530_000_000, { rowPartRows: 1_000 }) })).toHaveLength(1);
    expect(check({ chunks: large(530_000_000, { rowPartRows: null }) })[0]?.facts.rowsPerChunk).toBeNull();
  });

  it('alters an aggregate by its view, after its refreshes', () => {
    const rows = {
      hypertables: [aggregateHypertable({ chunkIntervalSeconds: 86_400 })],
      chunks: large(530_000_000, { hypertableId: 2 }),
      hypertableColumns: [column({ hypertableId: 2 })],
    };
    const { advice } =
      check({ ...rows, policies: [refresh({ startOffsetSeconds: 10 * 86_400 - 3_600 })] })[0] ?? {};
    expect(advice?.steps[0]?.sql).toMatch(/^ALTER MATERIALIZED VIEW "public"\."metrics_hourly" SET /);
    expect(advice?.steps[1]?.sql).toContain("after => INTERVAL '10 days'");
    expect(advice?.precheck?.sql).toContain(
      `'"_timescaledb_internal"."_materialized_hypertable_2"'::regclass`,
    );
    expect(check(rows)).toEqual([]);
  });

  it.each([
    ['row-level security', { hasRowSecurity: true }, {}, '2.29.0'],
    ['exclusion constraint', { hasExclusionConstraint: true }, {}, '2.29.0'],
    ['deleted rows as a table', { hasDeleteTransitionTrigger: true }, {}, '2.18.0'],
    ['_ts_meta_min', {}, { name: '_ts_meta_min', leadsIndex: false }, '2.29.0'],
    [
      'get NULL in the generated column total',
      {},
      { name: 'total', isGenerated: true, leadsIndex: false },
      '2.25.1',
    ],
    ['site_id makes a poor one', { foreignKeyColumns: ['device_id', 'site_id'] }, {}, '2.15.3'],
  ] as const)('gives no SQL that fails or loses data: %s', (words, table, of, version) => {
    const [finding] = check(
      {
        hypertables: [
          {
            ...plain,
            ...table,
            foreignKeyColumns: [...(('foreignKeyColumns' in table && table.foreignKeyColumns) || [])],
          },
        ],
        hypertableColumns: [
          column(),
          column({ position: 3, ...of, ...('name' in of ? {} : { name: 'other', leadsIndex: false }) }),
        ],
      },
      { server: server({ timescale: timescale(version) }) },
    );
    expect(finding?.detail).toContain(words);
    expect(finding).not.toHaveProperty('advice');
  });

  it('gives SQL where the version bears it, or the foreign key is a segment', () => {
    const advised = (
      table: Partial<typeof plain>,
      version: Parameters<typeof timescale>[0],
      isGenerated = false,
    ) =>
      check(
        { hypertables: [{ ...plain, ...table }], hypertableColumns: [column({ isGenerated })] },
        { server: server({ timescale: timescale(version) }) },
      )[0];
    expect(advised({ hasDeleteTransitionTrigger: true }, '2.17.2')).toHaveProperty('advice');
    expect(advised({}, '2.25.2', true)).toHaveProperty('advice');
    expect(advised({ foreignKeyColumns: ['site_id'] }, '2.16.0')).toHaveProperty('advice');
    expect(advised({ foreignKeyColumns: ['device_id'] }, '2.15.3')).toHaveProperty('advice');
  });

  it('gives no SQL for integer time without a "now" function, which no policy can do without', () => {
    const integer = hypertable({
      columnstoreEnabled: false,
      isIntegerTime: true,
      timeColumnType: 'bigint',
      chunkIntervalSeconds: null,
      chunkIntervalUnits: 1_000,
    });
    const chunks = Array.from({ length: 20 }, (_, at) =>
      chunk({
        chunkId: at,
        rangeStartUnits: at * 1_000,
        rangeEndUnits: (at + 1) * 1_000,
        rowTotalBytes: 10 ** 9,
      }),
    );
    expect(check({ hypertables: [integer], chunks })).toMatchObject([{ facts: { afterUnits: 2_000 } }]);
    expect(check({ hypertables: [integer], chunks })[0]?.advice).toBeUndefined();
    const [finding] = check({
      hypertables: [{ ...integer, integerNowFunction: 'public.now_ticks' }],
      chunks,
    });
    expect(finding?.advice?.steps[1]?.sql).toContain('after => 2000::bigint');
  });

  it('does not apply on the Apache licence, and does not run without column statistics’ artifact', () => {
    const apache = context({ server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) });
    const rows = {
      hypertables: [plain],
      chunks: large(),
      policies: [],
      hypertableColumns: [],
      statements: null,
      columnstoreDefaults: null,
    };
    expect(rule.check(rows, apache)).toHaveProperty('notApplicable');
    const snapshot = snapshotOf({ hypertables: [plain], chunks: [], policies: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
