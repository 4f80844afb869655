import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, chunk, column } from '../testing/hypertable-rows';
import rule from './group-index-missing';

type Artifacts = Parameters<typeof rule.check>[0];
const grouped = (over: Parameters<typeof column>[0] = {}) =>
  column({ hypertableId: 2, isGroupedBy: true, leadsIndex: false, ...over });
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [aggregateHypertable()],
        continuousAggregates: [aggregate()],
        hypertableColumns: [grouped()],
        chunks: [chunk({ hypertableId: 2, rowHeapBytes: 100_000_000 })],
        ...over,
      },
      context(contextOver),
    ),
  );

describe('continuous-aggregates/group-index-missing', () => {
  it('finds a column of the GROUP BY that leads no index', () => {
    expect(check()).toMatchObject([
      {
        subject: ['public', 'metrics_hourly'],
        severity: 'notice',
        confidence: 'low',
        facts: { rowHeapBytes: 100_000_000, columns: 1 },
        advice: {
          steps: [
            {
              sql: 'CREATE INDEX "_materialized_hypertable_2_device_id_bucket_idx" ON "public"."metrics_hourly" USING btree ("device_id", "bucket" DESC) WITH (timescaledb.transaction_per_chunk);',
              transaction: 'none',
            },
          ],
          undo: [
            { sql: 'DROP INDEX "_timescaledb_internal"."_materialized_hypertable_2_device_id_bucket_idx";' },
          ],
        },
      },
    ]);
  });

  it('is quiet about indexed columns, the bucket, aggregated values and those of few values', () => {
    const quiet = (over: Parameters<typeof column>[0]) => check({ hypertableColumns: [grouped(over)] });
    expect(quiet({ leadsIndex: true })).toEqual([]);
    expect(quiet({ name: 'bucket' })).toEqual([]);
    expect(quiet({ isGroupedBy: false })).toEqual([]);
    expect(quiet({ hypertableId: 1 })).toEqual([]);
    expect(quiet({ distinctValues: 4 })).toEqual([]);
    for (const distinctValues of [5, -0.1, null]) expect(quiet({ distinctValues })).toHaveLength(1);
  });

  it('leaves small aggregates alone, at the scale of the profile, and those in the columnstore', () => {
    const holding = (rowHeapBytes: number | null) => ({ chunks: [chunk({ hypertableId: 2, rowHeapBytes })] });
    expect(check(holding(99_999_999))).toEqual([]);
    expect(check(holding(null))).toEqual([]);
    expect(check(holding(100_000), { profile: { byteThresholdRatio: 0.001 } })).toHaveLength(1);
  });

  it('builds an index for each column, whose name fits', () => {
    const long = 'ø'.repeat(40);
    const [finding] = check({ hypertableColumns: [grouped(), grouped({ name: long, position: 3 })] });
    expect(finding?.advice?.steps).toHaveLength(2);
    const name = /INDEX "([^"]+)"/.exec(finding?.advice?.steps[1]?.sql ?? '')?.[1] ?? '';
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(name).not.toBe(/INDEX "([^"]+)"/.exec(finding?.advice?.steps[0]?.sql ?? '')?.[1]);
  });

  it('builds in one transaction on the embedded engine, which cannot do otherwise', () => {
    const embedded = { server: server({ engine: 'embedded', timescale: timescale('2.23.0') }) };
    expect(check({}, embedded)[0]?.advice?.steps[0]?.sql).not.toContain('transaction_per_chunk');
  });

  it('does not apply without aggregates, and does not run without columns', () => {
    const nothing = { hypertables: [], continuousAggregates: [], hypertableColumns: [], chunks: [] };
    expect(rule.check(nothing, context())).toHaveProperty('notApplicable');
    const rows = { hypertables: [], continuousAggregates: [aggregate()], chunks: [] };
    expect(runRule(rule, snapshotOf(rows), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
