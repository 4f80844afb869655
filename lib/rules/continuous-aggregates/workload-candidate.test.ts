import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import type { Finding } from '../rule';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import {
  aggregate,
  aggregateHypertable,
  chunk,
  column,
  dailyChunks,
  hypertable,
} from '../testing/hypertable-rows';
import { retention } from '../testing/job-rows';
import { statement } from '../testing/statement-rows';
import rule from './workload-candidate';

/** As pg_stat_statements 1.11 of PostgreSQL 17 keeps it: every literal a parameter, the width of the bucket among them. */
const RECORDED = `SELECT time_bucket($1, time) AS bucket, device_id, avg(value), max("peak W") AS peak, count(*)
  FROM metrics WHERE time > now() - $2::interval GROUP BY bucket, device_id ORDER BY bucket`;
const columns = [
  column({ name: 'time', type: 'timestamp with time zone', position: 1, distinctValues: -1 }),
  column(),
  column({ name: 'value', type: 'double precision', position: 3, leadsIndex: false, distinctValues: -0.5 }),
  column({ name: 'peak W', type: 'double precision', position: 4, leadsIndex: false, distinctValues: -0.5 }),
  column({ name: 'site', type: 'text', position: 5, leadsIndex: false, distinctValues: 20 }),
];
type Artifacts = Parameters<typeof rule.check>[0];
const look = (over: Partial<Artifacts> = {}, contextOver = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      // A million rows a day: 69 of each device in a minute.
      chunks: dailyChunks(40, chunk),
      policies: [],
      continuousAggregates: [],
      aggregateDefinitions: [],
      hypertableColumns: columns,
      statements: [statement(RECORDED, { totalSeconds: 6_000 })],
      ...over,
    },
    context(contextOver),
  );
const check = (...args: Parameters<typeof look>): readonly Finding[] => expectFindings(look(...args));
const asked = (query: string, over = {}) =>
  check({ statements: [statement(query, { totalSeconds: 6_000, ...over })] });
const of = (where: string, list = 'avg(value)', group = 'time_bucket($1, time), device_id') =>
  `SELECT ${group}, ${list} FROM metrics ${where} GROUP BY ${group}`;

describe('continuous-aggregates/workload-candidate', () => {
  it('proposes the aggregate that answers what was asked, fills it with what is there, then adds its policy', () => {
    const [finding] = check();
    expect(finding).toMatchObject({
      subject: ['public', 'metrics', 'device_id'],
      severity: 'notice',
      confidence: 'low',
      facts: {
        statements: 1,
        executions: 1_000,
        spentSeconds: 6_000,
        windowSeconds: 30 * 86_400,
        bucketSeconds: 60,
        rowsPerBucket: 69,
        expectedRows: 576_000,
      },
      impact: { secondsSaved: 5_914 },
    });
    const [create, ...others] = finding?.advice?.steps ?? [];
    const fills = others.slice(0, -1).map(({ sql }) => sql);
    const policy = others.at(-1);
    // The policy reaches back three days; of forty days nothing else would ever be taken up.
    expect(fills).toHaveLength(10);
    expect(fills[0]).toMatch(/^CALL refresh_continuous_aggregate\('"public"."metrics_minutely"', NULL, /);
    expect(fills[9]).toMatch(/, \(now\(\) - INTERVAL '5 minutes'\)::timestamptz\);$/);
    expect(create?.sql).toBe(`CREATE MATERIALIZED VIEW "public"."metrics_minutely"
  WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT time_bucket(INTERVAL '1 minute', "time") AS "bucket", "device_id", avg("value") AS "avg_value", max("peak W") AS "max_peak W", count(*) AS "count", sum("value") AS "sum_value", count("value") AS "count_value"
  FROM "public"."metrics"
 GROUP BY time_bucket(INTERVAL '1 minute', "time"), "device_id"
  WITH NO DATA;`);
    expect(policy?.sql).toContain(
      `add_continuous_aggregate_policy('"public"."metrics_minutely"', start_offset => INTERVAL '3 days', end_offset => INTERVAL '5 minutes'`,
    );
    expect(finding?.advice?.undo).toMatchObject([
      { sql: 'DROP MATERIALIZED VIEW "public"."metrics_minutely";' },
    ]);
    expect(finding?.detail).toContain('is a parameter and not known');
  });

  it('takes the width from the text where it stands there, in any spelling', () => {
    const width = (bucket: string) =>
      asked(of('', 'avg(value)', `${bucket}, device_id`))[0]?.facts.bucketSeconds;
    expect(width(`time_bucket('1 hour', time)`)).toBe(3_600);
    expect(width(`time_bucket('15 min'::interval, time)`)).toBe(900);
    expect(width(`time_bucket(INTERVAL '2 days', metrics.time)`)).toBe(172_800);
    expect(width(`date_trunc('hour', "time")`)).toBe(3_600);
    expect(width(`date_trunc($1, time)`)).toBe(60);
    const [finding] = asked(of('', 'avg(value)', `date_trunc('day', time), device_id`));
    expect(finding?.confidence).toBe('medium');
    expect(finding?.advice?.note).toContain('date_trunc begins days in the time zone of the session');
    expect(finding?.advice?.steps[0]?.sql).toContain('"public"."metrics_daily"');
  });

  it('puts statements over the same columns together, and takes the finest of nesting buckets', () => {
    const statements = [
      statement(of('', 'avg(value)', `time_bucket('1 day', time), device_id`), { totalSeconds: 3_000 }),
      statement(of('', 'min(value)', `time_bucket('1 hour', time), device_id`), { totalSeconds: 3_000 }),
      statement('SELECT pg_sleep($1)'),
    ];
    const [finding, ...others] = check({ statements });
    expect(others).toEqual([]);
    expect(finding?.facts).toMatchObject({
      statements: 2,
      executions: 2_000,
      spentSeconds: 6_000,
      bucketSeconds: 3_600,
    });
    expect(finding?.advice?.steps[0]?.sql).toContain(
      'avg("value") AS "avg_value", min("value") AS "min_value"',
    );
    expect(finding?.detail).toContain('1\u00a0h, 1\u00a0d wide');
  });

  it('builds wider buckets on the finest where all of it nests', () => {
    const nesting = ['1 hour', '1 day', '90 minutes'].map((width) =>
      statement(of('', 'max(value), count(*)', `time_bucket('${width}', time), device_id`), {
        totalSeconds: 3_000,
      }),
    );
    const [finding] = check({ statements: nesting });
    const steps = finding?.advice?.steps.map(({ sql }) => sql) ?? [];
    const aggregates = steps.filter((sql) => sql.startsWith('CREATE'));
    expect(aggregates).toHaveLength(2);
    // Each is filled and has its policy before the next is built on it.
    expect((steps as readonly string[]).indexOf(aggregates[1] ?? '')).toBe(6);
    expect(steps.slice(1, 6).map((sql) => /^\w+ \w+/.exec(sql)?.[0])).toEqual([
      ...Array(4).fill('CALL refresh_continuous_aggregate'),
      'SELECT add_continuous_aggregate_policy',
    ]);
    expect(aggregates[1]).toContain(
      `SELECT time_bucket(INTERVAL '1 day', "bucket") AS "bucket", "device_id", max("max_value") AS "max_value", sum("count") AS "count"\n  FROM "public"."metrics_hourly"`,
    );
    expect(finding?.advice?.undo).toMatchObject([
      { sql: 'DROP MATERIALIZED VIEW "public"."metrics_daily";' },
      { sql: 'DROP MATERIALIZED VIEW "public"."metrics_hourly";' },
    ]);
    expect(finding?.advice?.verify.expect).toMatch(/^2 — /);
  });

  it('keeps a sum and a count beside an average, which wider buckets are made of', () => {
    const widths = ['1 hour', '1 day'].map((width) =>
      statement(of('', 'avg(value)', `time_bucket('${width}', time), device_id`), { totalSeconds: 3_000 }),
    );
    const [finding] = check({ statements: widths });
    const views = finding?.advice?.steps.flatMap(({ sql }) => (sql.startsWith('CREATE') ? [sql] : []));
    expect(views).toHaveLength(2);
    expect(views?.[0]).toContain(
      'avg("value") AS "avg_value", sum("value") AS "sum_value", count("value") AS "count_value"',
    );
    expect(views?.[1]).toContain(
      '"device_id", sum("sum_value") AS "sum_value", sum("count_value") AS "count_value"\n',
    );
    expect(finding?.advice?.note).toContain('the sum of their sums ÷ the sum of their counts');
    // A deviation needs the rows: nothing is built on it.
    const [deviation] = check({
      statements: [...widths, statement(of('', 'stddev(value)', `time_bucket('1 hour', time), device_id`))],
    });
    expect(deviation?.advice?.verify.expect).toMatch(/^1 — /);
    expect(deviation?.advice?.note).toContain('No wider bucket can be made of its stddev');
  });

  it('groups by what is filtered by, and leaves alone what needs the rows', () => {
    expect(asked(of('WHERE site = $2'))[0]?.subject).toEqual(['public', 'metrics', 'device_id', 'site']);
    expect(asked(of('WHERE device_id = ANY ($2) AND time BETWEEN $3 AND $4'))[0]?.subject).toEqual([
      'public',
      'metrics',
      'device_id',
    ]);
    for (const query of [
      of('WHERE value > $2'),
      of('JOIN devices USING (device_id)'),
      of('', 'avg(value * $2)'),
      of('', 'count(DISTINCT site)'),
      of('', 'percentile_cont($2) WITHIN GROUP (ORDER BY value)'),
      of('', 'avg(value) FILTER (WHERE site = $2)'),
      of('', 'my_own(value)'),
      of('', 'avg(value)', 'time_bucket_gapfill($1, time), device_id'),
      of('', 'avg(value)', 'time_bucket($1, time, $2), device_id'),
      of('', 'avg(value)', 'device_id'),
      `${of('')} HAVING avg(value) > $2`,
      `SELECT * FROM (${of('')}) s`,
    ])
      expect(asked(query), query).toEqual([]);
  });

  it('asks for a workload: a hundred calls, a thousandth of a processor, queries that are felt', () => {
    const busy = (calls: number, totalSeconds: number) => asked(RECORDED, { calls, totalSeconds }).length;
    expect(busy(100, 6_000)).toBe(1);
    expect(busy(99, 6_000)).toBe(0);
    expect(busy(1_000, 2_592)).toBe(1);
    expect(busy(1_000, 2_591)).toBe(0);
    expect(busy(120_000, 6_000)).toBe(1);
    expect(busy(120_001, 6_000)).toBe(0);
  });

  it('proposes none that is about as large as its source, or whose size is not known', () => {
    // A million rows a day are twenty of each of 50,000 devices.
    const devices = (distinctValues: number | null) =>
      check({
        hypertableColumns: columns.map((one) =>
          one.name === 'device_id' ? { ...one, distinctValues } : one,
        ),
      });
    expect(devices(50_000)[0]?.facts.bucketSeconds).toBe(86_400);
    expect(devices(50_001)).toEqual([]);
    expect(devices(-0.5)).toEqual([]);
    expect(devices(null)).toEqual([]);
  });

  /** As `timescaledb_information.continuous_aggregates` prints it. */
  const kept = (list: string, over: Parameters<typeof aggregate>[0] = {}) => {
    const one = aggregate(over);
    return {
      hypertables: [hypertable(), aggregateHypertable()],
      continuousAggregates: [one],
      aggregateDefinitions: [
        {
          schema: one.schema,
          name: one.name,
          definition: `SELECT time_bucket('${one.bucketWidth}'::interval, metrics."time") AS bucket, ${list} FROM metrics GROUP BY (time_bucket('${one.bucketWidth}'::interval, metrics."time")), metrics.device_id`,
        },
      ],
    };
  };
  const subjects = (query: string, artifacts: Partial<Artifacts>) =>
    check({ ...artifacts, statements: [statement(query, { totalSeconds: 6_000 })] }).map(({ subject }) =>
      subject.join('.'),
    );
  const TO_ASK = 'public.metrics_hourly.device_id';
  const TO_MAKE = 'public.metrics.device_id';

  it('says to ask the aggregate that keeps what is computed', () => {
    const held = kept('metrics.device_id, avg(metrics.value) AS avg, min(metrics.value) AS min');
    const [finding, ...others] = check({
      ...held,
      statements: [
        statement(of('', 'avg(value)', `time_bucket('1 hour', time), device_id`), { totalSeconds: 6_000 }),
      ],
    });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics_hourly', 'device_id'],
      confidence: 'medium',
      title: 'Ask public.metrics_hourly instead of public.metrics',
      facts: { bucketSeconds: 3_600, expectedRows: null },
    });
    expect(finding?.advice).toBeUndefined();
    // Where the width is a parameter, it may do.
    expect(check({ ...held, statements: [statement(of(''), { totalSeconds: 6_000 })] })[0]).toMatchObject({
      subject: ['public', 'metrics_hourly', 'device_id'],
      confidence: 'low',
    });
  });

  it('is content with no aggregate that lacks a column, a measure, or buckets that fit', () => {
    const held = kept('metrics.device_id, avg(metrics.value) AS avg, min(metrics.value) AS min');
    const at = (width: string, list: string) => of('', list, `time_bucket('${width}', time), device_id`);
    expect(subjects(at('1 hour', 'min(value)'), held)).toEqual([TO_ASK]);
    expect(subjects(at('1 hour', 'max(value)'), held)).toEqual([TO_MAKE]);
    expect(subjects(at('30 minutes', 'min(value)'), held)).toEqual([TO_MAKE]);
    expect(subjects(at('90 minutes', 'min(value)'), held)).toEqual([TO_MAKE]);
    expect(subjects(at('2 hours', 'min(value)'), held)).toEqual([TO_ASK]);
    expect(subjects(at('1 month', 'min(value)'), held)).toEqual([TO_ASK]);
    // An average of averages is none.
    expect(subjects(at('2 hours', 'avg(value)'), held)).toEqual([TO_MAKE]);
    const parts = kept('metrics.device_id, sum(metrics.value) AS s, count(metrics.value) AS c');
    expect(subjects(at('2 hours', 'avg(value)'), parts)).toEqual([TO_ASK]);
    expect(subjects(`SELECT time_bucket('1 day', time), avg(value) FROM metrics GROUP BY 1`, parts)).toEqual([
      'public.metrics_hourly',
    ]);
    expect(
      subjects(of(`WHERE site = $1`, 'min(value)', `time_bucket('1 hour', time), device_id`), held),
    ).toEqual(['public.metrics.device_id.site']);
  });

  it('takes no aggregate of other measures for an answer to a query by time alone', () => {
    const daily = kept('avg(metrics.value) AS avg', { bucketWidth: '1 day', bucketSeconds: 86_400 });
    expect(
      subjects(`SELECT time_bucket('5 minutes', time), max(value) FROM metrics GROUP BY 1`, daily),
    ).toEqual(['public.metrics']);
  });

  it('takes no aggregate for an answer that leaves out rows, or goes by the calendar or another grid', () => {
    const query = of('', 'min(value)', `time_bucket('1 month', time), device_id`);
    const held = kept('metrics.device_id, min(metrics.value) AS min');
    const defined = (change: (text: string) => string, over = held) => ({
      ...over,
      aggregateDefinitions: over.aggregateDefinitions.map((one) => ({
        ...one,
        definition: change(one.definition),
      })),
    });
    expect(subjects(query, held)).toEqual([TO_ASK]);
    expect(
      subjects(
        query,
        defined((text) => text.replace(' GROUP', ' WHERE metrics.value > 0 GROUP')),
      ),
    ).toEqual([TO_MAKE]);
    expect(
      subjects(
        query,
        defined((text) => text.replaceAll(`metrics."time")`, `metrics."time", 'Europe/Zurich')`)),
      ),
    ).toEqual([TO_MAKE]);
    expect(
      subjects(
        query,
        defined(() => 'SELECT nothing that parses FROM'),
      ),
    ).toEqual([TO_MAKE]);
    const monthly = kept('metrics.device_id, min(metrics.value) AS min', {
      bucketWidth: '1 mon',
      bucketSeconds: 2_592_000,
    });
    expect(subjects(query, monthly)).toEqual([TO_MAKE]);
    // Days of a time zone are made of hours, not of days in UTC.
    const days = kept('metrics.device_id, min(metrics.value) AS min', {
      bucketWidth: '1 day',
      bucketSeconds: 86_400,
    });
    const truncated = of('', 'min(value)', `date_trunc('day', time), device_id`);
    expect(subjects(truncated, days)).toEqual([TO_MAKE]);
    expect(subjects(truncated, held)).toEqual([TO_ASK]);
  });

  it('calls a width of the calendar what it is, and makes months of days', () => {
    const [finding] = asked(of('', 'avg(value)', `time_bucket('1 month', time), device_id`));
    expect(finding).toMatchObject({ confidence: 'medium', facts: { bucketSeconds: 86_400 } });
    expect(finding?.detail).toContain('Their buckets are 1 month wide. Months and years have no one length');
    expect(asked(of('', 'avg(value)', `date_trunc('year', time), device_id`))[0]?.detail).toContain(
      '1 year wide',
    );
  });

  it('adds the index that TimescaleDB does not make: for columns that are asked for together', () => {
    const indexes = (where: string) =>
      asked(of(where))[0]?.advice?.steps.filter(({ sql }) => sql.startsWith('CREATE INDEX'));
    expect(indexes('WHERE site = $2')).toEqual([]);
    const [finding] = asked(of('WHERE site = $2 AND device_id = $3'));
    expect(finding?.advice?.steps[1]?.sql).toBe(
      'CREATE INDEX "metrics_900s_device_id_site_idx" ON "public"."metrics_900s" USING btree ("device_id", "site", "bucket" DESC);',
    );
    expect(finding?.advice?.note).toContain('device_id and site together');
  });

  it('says what is saved with its arithmetic, and what it could not read', () => {
    const [finding] = check({
      statements: [
        statement(RECORDED, { totalSeconds: 6_000 }),
        statement('SELECT time_bucket($1, time) FROM', { totalSeconds: 60 }),
      ],
    });
    expect(finding?.impact?.basis.replaceAll('\u00a0', ' ')).toBe(
      '1,000 calls × 6 s each = 1 h 40 min within 30 d; × (1 − 1 ÷ 69 source rows for one of the aggregate) = 1 h 38 min, if queries ask it and take time in proportion to the rows that they read.',
    );
    expect(finding?.detail.replaceAll('\u00a0', ' ')).toContain(
      '1 statement that took 1 min could not be read',
    );
  });

  it('names what is free, and gives no SQL where what is kept is too short', () => {
    const other = hypertable({ hypertableId: 3, name: 'metrics_minutely' });
    expect(check({ hypertables: [hypertable(), other] })[0]?.advice?.steps[0]?.sql).toContain(
      '"metrics_minutely_2"',
    );
    const short = [retention({ afterSeconds: 300, config: { drop_after: '00:05:00' } })];
    expect(check({ policies: short })[0]?.advice).toBeUndefined();
  });

  it('locks writes before 2.23, which made no trigger needed', () => {
    const lock = (version: `${number}.${number}.${number}`) =>
      check({}, { server: server({ timescale: timescale(version) }) })[0]?.advice?.steps[0]?.lock.mode;
    expect([lock('2.22.1'), lock('2.23.0')]).toEqual(['ShareRowExclusive', 'AccessShare']);
  });

  it('is not run, and not fine, where statements were counted too shortly or not at all', () => {
    const since = (hours: number | null) =>
      look({
        statements: [
          statement(RECORDED, {
            statsResetAt: hours === null ? null : new Date(NOW_MS - hours * 3_600_000).toISOString(),
          }),
        ],
      });
    expect(since(23)).toEqual({ notRun: expect.stringContaining('23\u00a0h only'), isWaiting: true });
    expect(since(24)).not.toHaveProperty('notRun');
    expect(since(null)).toHaveProperty('notRun');
    const others = (totalSeconds: number) =>
      look({ statements: [statement('', { queryId: null, query: null, roleName: null, totalSeconds })] });
    expect(others(6_000)).toHaveProperty('notRun');
    expect(others(2_591)).toEqual([]);
    const { outcome } = runRule(rule, snapshotOf({ hypertables: [hypertable()], chunks: [] }), NOW_MS, {});
    expect(outcome.status).toBe('not-run');
    expect(look({ hypertables: [] })).toHaveProperty('notApplicable');
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(look({}, apache)).toHaveProperty('notApplicable');
  });
});
