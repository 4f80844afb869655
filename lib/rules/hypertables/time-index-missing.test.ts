import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregateHypertable, chunk, column, hypertable } from '../testing/hypertable-rows';
import rule from './time-index-missing';

type Artifacts = Parameters<typeof rule.check>[0];

const time = (leadsIndex: boolean, name = 'time') =>
  column({ name, type: 'timestamp with time zone', position: 1, leadsIndex });
const check = (over: Partial<Artifacts> = {}, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      {
        hypertables: [hypertable()],
        chunks: [chunk({ rowHeapBytes: 100_000_000 }), chunk({ chunkId: 2, rowHeapBytes: 50_000_000 })],
        hypertableColumns: [time(false), column()],
        ...over,
      },
      context(contextOver),
    ),
  );

describe('hypertables/time-index-missing', () => {
  it('is quiet where an index begins with time, and where the column was not read', () => {
    expect(check({ hypertableColumns: [time(true)] })).toEqual([]);
    expect(check({ hypertableColumns: [] })).toEqual([]);
  });

  it('builds it chunk by chunk, and drops it to undo', () => {
    expect(check()[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { largestHeapBytes: 100_000_000, rowHeapBytes: 150_000_000, chunkIntervalSeconds: 86_400 },
      advice: {
        steps: [
          {
            sql: 'CREATE INDEX "metrics_time_idx" ON "public"."metrics" USING btree ("time" DESC) WITH (timescaledb.transaction_per_chunk);',
            transaction: 'none',
            duration: { seconds: 3 },
          },
        ],
        undo: [{ sql: 'DROP INDEX "public"."metrics_time_idx";' }],
      },
    });
  });

  it('speaks from a chunk of 100 MB on, at the scale of the profile', () => {
    const small = [chunk({ rowHeapBytes: 99_999_999 })];
    expect(check({ chunks: small })).toEqual([]);
    expect(check({ chunks: small }, { profile: { byteThresholdRatio: 0.5 } })).toHaveLength(1);
  });

  it('does not count what is in the columnstore', () => {
    expect(check({ chunks: [chunk({ rowHeapBytes: 0, columnTotalBytes: 900_000_000 })] })).toEqual([]);
  });

  it('builds in one transaction on the embedded engine', () => {
    const [finding] = check({}, { server: server({ engine: 'embedded' }) });
    expect(finding?.advice?.steps[0]).toMatchObject({ transaction: 'own' });
    expect(finding?.advice?.steps[0]?.sql).not.toContain('transaction_per_chunk');
  });

  it('makes a name that PostgreSQL does not cut', () => {
    const [finding] = check({ hypertables: [hypertable({ name: 'ä'.repeat(31) })] });
    const name = /INDEX "(.*?)"/.exec(finding?.advice?.steps[0]?.sql ?? '')?.[1] ?? '';
    expect(name).toBe(`${'ä'.repeat(14)}_time_idx`);
  });

  it('leaves aggregates to TimescaleDB', () => {
    expect(
      rule.check({ hypertables: [aggregateHypertable()], chunks: [], hypertableColumns: [] }, context()),
    ).toHaveProperty('notApplicable');
  });
});
