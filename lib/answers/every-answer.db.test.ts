import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunksAnswer as chunksSchema } from '@/lib/api/chunks-schema';
import { hypertableAnswer as hypertableSchema } from '@/lib/api/hypertable-schema';
import { collectTiers, type Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { withoutLiterals } from '@/lib/derive/without-literals';
import { byteThresholdRatio } from '@/lib/embedded/demo/timescale/start';
import { runDueJobs } from '@/lib/embedded/job-runner';
import { startPostgres, type startTimescale } from '@/lib/embedded/test-engines';
import { startSeededDemo } from '@/lib/rules/testing/seeded-demo';
import { activityAnswer } from './activity';
import { chunkSources, chunksAnswer } from './chunks';
import { compressionAnswer } from './compression';
import { continuousAggregatesAnswer } from './continuous-aggregates';
import type { DatabaseView } from './database-view';
import { hypertableAnswer } from './hypertable';
import { hypertablesAnswer } from './hypertables';
import { indexesAnswer } from './indexes';
import { jobsAnswer } from './jobs';
import { queriesAnswer } from './queries';
import { replicationAnswer } from './replication';
import { tablesAnswer } from './tables';
import { ANSWERS } from './testing/answers';
import { sampledOtherwise } from './testing/sampled-otherwise';
import { onTheWire, view } from './testing/view';

async function snapshotAt(url: string): Promise<Snapshot> {
  const database = openDatabase({ url });
  try {
    const server = await probeServer(database);
    const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
    return { databaseId: 'app', takenAt: new Date().toISOString(), server, artifacts };
  } finally {
    await database.close();
  }
}

async function connected(url: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await work(client).finally(() => client.end());
}

describe('the demo of TimescaleDB', () => {
  let engine: Awaited<ReturnType<typeof startTimescale>>;
  let demo: DatabaseView;

  beforeAll(async () => {
    engine = await startSeededDemo();
    demo = view(await snapshotAt(engine.url), {
      target: {
        id: 'app',
        name: 'Demo',
        url: 'postgres://',
        tags: [],
        profile: { byteThresholdRatio },
        demo: { psql: 'psql' },
      },
    });
  }, 600_000);
  afterAll(() => engine?.stop());

  it.each(ANSWERS)('%s keeps to its schema', (_, schema, answer) => {
    onTheWire(schema, answer(demo));
  });

  it('each hypertable and its chunks keep to theirs', () => {
    const { hypertables } = hypertablesAnswer(demo);
    expect(hypertables?.length).toBeGreaterThan(15);
    for (const named of hypertables ?? []) {
      onTheWire(hypertableSchema, hypertableAnswer(demo, named));
      const { rows, columns } = onTheWire(chunksSchema, chunksAnswer(chunkSources(demo, named)));
      for (const column of Object.values(columns)) expect(column).toHaveLength(rows);
    }
  });

  it('has a metric sampled as often as is told of it', () => {
    expect(demo.snapshot && sampledOtherwise(demo.snapshot)).toEqual([]);
  });

  it('has no hypertable, chunk or table of TimescaleDB among its tables and indexes', () => {
    expect(tablesAnswer(demo).tables).toEqual([]);
    expect(indexesAnswer(demo).indexes).toEqual([]);
  });

  it('adds up what compression saves, and knows where it saves nothing', () => {
    const { totals, waterfall, hypertables } = compressionAnswer(demo);
    const row = (name: string) => hypertables?.find((one) => one.name === name);
    expect(row('sensor_metrics')?.ratio).toBeGreaterThan(2);
    expect(row('trades')?.ratio).toBeLessThan(2);
    const found = (key: string) => demo.judgement?.findings.find((finding) => finding.key === key);
    const advised = found('columnstore/disabled-on-large:public.logs');
    expect(advised?.impact?.bytesSaved?.low).toBeGreaterThan(0);
    expect(row('logs')).toMatchObject({
      columnstoreEnabled: false,
      measuredBeforeBytes: null,
      potential: advised?.impact?.bytesSaved,
    });
    expect(row('api_requests')?.potential?.high).toBeGreaterThan(0);
    expect(row('orders_events')?.overdueChunks).toBeGreaterThan(5);
    // Late rows of six days; around midnight those of one lie in two chunks.
    expect([6, 7]).toContain(row('machine_events')?.partialChunks);
    expect(found('columnstore/chunks-partial:public.machine_events')?.facts.partialChunks).toBe(
      row('machine_events')?.partialChunks,
    );
    const changes = waterfall?.filter(({ kind }) => kind === 'saved') ?? [];
    expect(changes.reduce((sum, { amount }) => sum - amount, 0)).toBe(totals?.savedBytes);
    expect((totals?.uncompressedBytes ?? 0) - (totals?.savedBytes ?? 0)).toBe(totals?.totalBytes);
  });

  it('shows where policies work against each other, and nowhere else', () => {
    const { aggregates } = continuousAggregatesAnswer(demo);
    const conflicts = aggregates?.flatMap(({ name, conflicts: found }) =>
      found.map(({ kind, toUnits }) => [name, kind, toUnits !== null]),
    );
    expect(conflicts?.sort()).toEqual([
      ['conditions_daily', 'retention', true],
      ['page_views_hourly', 'columnstore', true],
    ]);
    const depths = aggregates?.map(({ depth }) => depth);
    expect(depths?.at(-1)).toBe(1);
    expect(aggregates?.at(-1)?.source?.name).toBe('sensor_hourly');
  });

  it('knows how each job stands, its runs, and the words of its error', () => {
    const { jobs, runs } = jobsAnswer(demo, []);
    const named = (name: string, kind: string) =>
      jobs?.find(({ hypertable, kind: is }) => hypertable?.name === name && is === kind);
    expect(jobs?.find(({ procedureName }) => procedureName === 'export_daily_report')).toMatchObject({
      kind: 'custom',
      status: 'failed',
      lastError: { sqlState: '08001' },
    });
    expect(named('audit_log', 'retention')?.status).toBe('stuck');
    expect(jobs?.filter(({ status }) => status === 'failed')).toHaveLength(1);
    expect(named('orders_events', 'columnstore')?.status).toBe('paused');
    expect(named('sensor_hourly', 'refresh')?.status).toBe('succeeded');
    expect(runs.length).toBeGreaterThan(100);
    expect(new Set(runs.map(({ succeeded }) => succeeded))).toEqual(new Set([true, false]));
  });

  it('has exactly the ailing jobs that were planted, also after another day of runs', async () => {
    const planted = [
      'critical: Free the Refresh Continuous Aggregate Policy of public.orders_hourly',
      'critical: Free the Retention Policy of public.audit_log',
      'critical: Mend the public.export_daily_report',
      'warning: Resume the Columnstore Policy of public.orders_events',
    ];
    expect(jobFindings(demo)).toEqual(planted);
    await connected(engine.url, (client) =>
      client.query(
        `UPDATE _timescaledb_internal.bgw_job_stat SET next_start = now() WHERE isfinite(next_start)`,
      ),
    );
    expect(await runDueJobs(engine.url)).toBeGreaterThan(10);
    const later = await snapshotAt(engine.url);
    const takenAt = new Date(Date.parse(later.takenAt) + 86_400_000).toISOString();
    expect(jobFindings(view({ ...later, takenAt }))).toEqual(planted);
  });
});

/** What the two rules about jobs find, by what the jobs are called. */
function jobFindings({ judgement }: DatabaseView): string[] {
  return (judgement?.findings ?? [])
    .filter(({ rule }) => rule === 'jobs/failing' || rule === 'jobs/not-scheduled')
    .map(({ severity, title }) => `${severity}: ${title.replace(/job \d+, /, '')}`)
    .sort();
}

describe('a PostgreSQL without TimescaleDB', () => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  let plain: DatabaseView;

  beforeAll(async () => {
    engine = await startPostgres(18, { settings: { shared_preload_libraries: 'pg_stat_statements' } });
    await connected(engine.url, async (client) => {
      await client.query('CREATE EXTENSION pg_stat_statements');
      await client.query('CREATE TABLE items (id int PRIMARY KEY, note text)');
      await client.query(`COMMENT ON TABLE items IS 'to be kept to ourselves'`);
      await client.query(`SELECT pg_create_physical_replication_slot('standby', true)`);
      await client.query('ANALYZE items');
    });
    plain = view(await snapshotAt(engine.url));
  });
  afterAll(() => engine?.stop());

  it.each(ANSWERS)('%s keeps to its schema', (_, schema, answer) => {
    onTheWire(schema, answer(plain));
  });

  it('has a metric sampled as often as is told of it', () => {
    expect(plain.snapshot && sampledOtherwise(plain.snapshot)).toEqual([]);
  });

  it('has its tables, indexes, sessions, log and slots', () => {
    expect(tablesAnswer(plain).tables).toMatchObject([{ schema: 'public', name: 'items', indexCount: 1 }]);
    expect(indexesAnswer(plain).indexes).toMatchObject([{ name: 'items_pkey', isPrimary: true }]);
    expect(activityAnswer(plain)).toMatchObject({ missing: [], activity: { maxConnections: 100 } });
    expect(replicationAnswer(plain)).toMatchObject({
      missing: [],
      standby: [],
      replicationSlots: [{ name: 'standby', kind: 'physical' }],
      archiver: { mode: 'off' },
    });
  });

  it('gives no literal of a query away', () => {
    const { statements } = queriesAnswer(plain, 'reset', null);
    expect(statements?.map(({ query }) => query)).toContain('COMMENT ON TABLE items IS ?');
    const wire = JSON.stringify([statements, plain.snapshot && withoutLiterals(plain.snapshot)]);
    expect(wire).not.toContain('to be kept to ourselves');
  });

  it('says of what only TimescaleDB has that it is not there', () => {
    for (const answer of [compressionAnswer, continuousAggregatesAnswer]) {
      const [first] = answer(plain).missing;
      expect(first?.reason).toBe('TimescaleDB is not installed in this database');
    }
    expect(jobsAnswer(plain, []).jobs).toBeNull();
  });
});
