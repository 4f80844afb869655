import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregateHypertable, dailyChunks, hypertable, hypertableIndex } from '../testing/hypertable-rows';
import rule from './index-missing-on-chunks';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (artifacts: Partial<Artifacts>, over: Parameters<typeof context>[0] = {}) =>
  expectFindings(
    rule.check(
      { hypertables: [hypertable()], hypertableIndexes: [], chunks: null, ...artifacts },
      context(over),
    ),
  );
const only = hypertableIndex({ chunkIndexes: 2, chunksWithout: 28 });
const sqlOf = (finding: ReturnType<typeof check>[number] | undefined) =>
  finding?.advice?.steps.map(({ sql }): string => sql);

describe('hypertables/index-missing-on-chunks', () => {
  it('is quiet where every chunk carries every index, even one that is not valid', () => {
    expect(check({ hypertableIndexes: [hypertableIndex(), hypertableIndex({ isValid: false })] })).toEqual(
      [],
    );
  });

  it('does not apply without a hypertable', () => {
    expect(rule.check({ hypertables: [], hypertableIndexes: [], chunks: null }, context())).toHaveProperty(
      'notApplicable',
    );
  });

  it('finds a single chunk without it', () => {
    expect(
      check({ hypertableIndexes: [hypertableIndex({ chunkIndexes: 29, chunksWithout: 1 })] })[0],
    ).toMatchObject({
      subject: ['public', 'metrics', 'metrics_device_idx'],
      severity: 'warning',
      facts: { chunksWithout: 1, chunkIndexes: 29, rowHeapBytes: null },
    });
  });

  it('drops it and builds it chunk by chunk, and says how long that reads', () => {
    const [finding] = check({ hypertableIndexes: [only], chunks: dailyChunks(30) });
    expect(sqlOf(finding)).toEqual([
      'DROP INDEX "public"."metrics_device_idx";',
      'CREATE INDEX "metrics_device_idx" ON "public"."metrics" USING btree (device, "time" DESC) WITH (timescaledb.transaction_per_chunk);',
    ]);
    expect(finding?.advice?.steps[1]).toMatchObject({ transaction: 'none', duration: { seconds: 48 } });
    expect(finding?.advice?.undo).toMatchObject([
      { sql: 'DROP INDEX "public"."metrics_device_idx";' },
      {
        sql: 'CREATE INDEX "metrics_device_idx" ON ONLY "public"."metrics" USING btree (device, "time" DESC);',
      },
    ]);
  });

  it('takes no duration from chunks that were not read', () => {
    expect(check({ hypertableIndexes: [only] })[0]?.advice?.steps[1]).not.toHaveProperty('duration');
  });

  it('builds a unique one, one with a predicate and one with parameters in one transaction', () => {
    const build = (over: Parameters<typeof hypertableIndex>[0]) =>
      sqlOf(check({ hypertableIndexes: [{ ...only, ...over }] })[0])?.[1];
    expect(build({ isUnique: true })).toBe(
      'CREATE UNIQUE INDEX "metrics_device_idx" ON "public"."metrics" USING btree (device, "time" DESC);',
    );
    expect(build({ structure: 'USING btree (device) WHERE (device > 3)' })).toMatch(/WHERE \(device > 3\);$/);
    expect(build({ structure: `USING btree (device) WITH (fillfactor='80')` })).toMatch(
      /WITH \(fillfactor='80'\);$/,
    );
  });

  it('does so on the embedded engine, where a transaction per chunk fails', () => {
    const [finding] = check({ hypertableIndexes: [only] }, { server: server({ engine: 'embedded' }) });
    expect(sqlOf(finding)?.[1]).not.toContain('transaction_per_chunk');
    expect(finding?.advice?.steps[1]?.transaction).toBe('own');
    expect(finding?.advice?.note).not.toContain('CONCURRENTLY');
  });

  it('is critical where the index is to keep rows unique', () => {
    expect(check({ hypertableIndexes: [{ ...only, isUnique: true }] })[0]?.severity).toBe('critical');
  });

  it('names an aggregate by its view, and cannot undo there, where ON ONLY is ignored', () => {
    const [finding] = check({
      hypertables: [aggregateHypertable()],
      hypertableIndexes: [{ ...only, hypertableId: 2, schema: '_timescaledb_internal' }],
    });
    expect(finding?.subject.slice(0, 2)).toEqual(['public', 'metrics_hourly']);
    expect(sqlOf(finding)?.[0]).toBe('DROP INDEX "_timescaledb_internal"."metrics_device_idx";');
    expect(sqlOf(finding)?.[1]).toContain('ON "public"."metrics_hourly" USING');
    expect(finding?.advice?.undo).toHaveProperty('impossible');
  });

  it('has no way back to a half-built index, nor before 2.12', () => {
    const [half] = check({ hypertableIndexes: [{ ...only, isValid: false }] });
    expect(half?.detail).toContain('not valid');
    expect(half?.advice?.undo).toHaveProperty('impossible');
    const [old] = check(
      { hypertableIndexes: [only] },
      { server: server({ timescale: timescale('2.11.2') }) },
    );
    expect(old?.advice?.undo).toHaveProperty('impossible');
    expect(old?.advice?.note).not.toContain('CONCURRENTLY');
    expect(half?.advice?.note).toContain('CONCURRENTLY');
  });

  it('counts before 2.22 what the catalog notes', () => {
    const verify = (version: Parameters<typeof timescale>[0]) =>
      check({ hypertableIndexes: [only] }, { server: server({ timescale: timescale(version) }) })[0]?.advice
        ?.verify.sql;
    expect(verify('2.21.4')).toContain('_timescaledb_catalog.chunk_index');
    expect(verify('2.22.0')).toContain('_timescaledb_functions.index_matches');
  });

  it('gives no SQL for the index of a constraint, which cannot be dropped alone', () => {
    const [finding] = check({ hypertableIndexes: [{ ...only, isUnique: true, isConstraint: true }] });
    expect(finding?.advice).toBeUndefined();
    expect(finding?.detail).toContain('A constraint owns it');
  });

  it('says not-run, not passed, when the roll-up was not read yet', () => {
    expect(runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {}).outcome).toEqual({
      rule: 'hypertables/index-missing-on-chunks',
      status: 'not-run',
      reason: 'hypertableIndexes: not collected yet',
    });
  });
});
