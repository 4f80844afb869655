import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_STATISTICS } from '@/lib/collect/collector';
import { collectTiers } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { seedTimescale } from '@/lib/embedded/demo/timescale/seed';
import { byteThresholdRatio } from '@/lib/embedded/demo/timescale/start';
import { startTimescale } from '@/lib/embedded/test-engines';
import { type Judgement, judge } from './judge';

/** What the demo plants, table by table. Whatever else is found there is a false finding. */
const PLANTED = [
  'columnstore/chunks-overdue:public.orders_events',
  'columnstore/chunks-partial:public.machine_events',
  'columnstore/chunks-unordered:public.page_views',
  'columnstore/disabled-on-large:public.logs',
  'columnstore/policy-missing:public.api_requests',
  'columnstore/segmentby-high-cardinality:public.trades',
  'columnstore/segmentby-missing:public.meter_readings',
  'continuous-aggregates/lag-high:public.orders_hourly',
  'continuous-aggregates/never-materialized:public.trade_prices_hourly',
  'continuous-aggregates/policy-missing:public.api_requests_hourly',
  'continuous-aggregates/policy-missing:public.trade_prices_hourly',
  'continuous-aggregates/refresh-window-meets-columnstore:public.page_views_hourly',
  'hypertables/chunk-interval-too-large:public.engine_telemetry',
  'hypertables/chunk-interval-too-small:public.heartbeats',
  'hypertables/index-missing-on-chunks:public.logs.logs_service_time_idx',
  'hypertables/interval-mismatch-after-change:public.machine_events',
  'jobs/failing: public.export_daily_report',
  'jobs/not-scheduled: Columnstore Policy of public.orders_events',
  'jobs/not-scheduled: Refresh Continuous Aggregate Policy of public.orders_hourly',
  'jobs/not-scheduled: Retention Policy of public.audit_log',
  'retention/destroys-aggregate-history:public.conditions_daily',
  'retention/overdue:public.audit_log',
  'retention/policy-missing:public.engine_telemetry',
  'retention/shorter-than-chunk:public.user_sessions',
];

let engine: Awaited<ReturnType<typeof startTimescale>>;
let judgement: Judgement;

beforeAll(async () => {
  engine = await startTimescale();
  const client = new Client({ connectionString: engine.url });
  await client.connect();
  await seedTimescale(client, engine.url, new Date(), () => undefined).finally(() => client.end());
  const database = openDatabase({ url: engine.url });
  const server = await probeServer(database);
  const artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
  await database.close();
  const snapshot = { databaseId: 'demo', takenAt: new Date().toISOString(), server, artifacts };
  judgement = judge(snapshot, { nowMs: Date.now(), profile: { byteThresholdRatio } });
}, 600_000);
afterAll(() => engine?.stop());

describe('the demo of TimescaleDB', () => {
  it('has every planted defect found, and nothing else', () => {
    // A job's number is no part of what is planted.
    const found = judgement.findings.map(({ rule, key, title }) =>
      key.startsWith(`${rule}:job.`) ? `${rule}: ${title.replace(/^.* job \d+, /, '')}` : key,
    );
    expect(found.sort()).toEqual([...PLANTED].sort());
  });

  it('leaves no rule that could not look, but for those that judge by statistics, which this engine does not keep', () => {
    const blind = judgement.outcomes
      .filter(({ status }) => status === 'not-run' || status === 'failed')
      .filter(({ reason }) => !reason?.endsWith(NO_STATISTICS.unavailable));
    expect(blind).toEqual([]);
  });
});
