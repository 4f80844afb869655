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
const only = hypertableIndex({ chunkIndexes: 2, chunksWith: 2, chunksWithout: 28 });
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
      { sql: 'DROP INDEX IF EXISTS "public"."metrics_device_idx";' },
      {
        sql: 'CREATE INDEX "metrics_device_idx" ON ONLY "public"."metrics" USING btree (device, "time" DESC);',
      },
    ]);
  });

  it('takes no duration from chunks that were not read', () => {
    expect(check({ hypertableIndexes: [only] })[0]?.advice?.steps[1]).not.toHaveProperty('duration');
  });

  it('drops and builds a unique one in one transaction, which the equal rows it looks for would break', () => {
    const [finding] = check({ hypertableIndexes: [{ ...only, isUnique: true }], chunks: dailyChunks(30) });
    expect(sqlOf(finding)?.map((text) => text.split('\n'))).toEqual([
      [
        '-- Builds metrics_device_idx on every chunk, or changes nothing.',
        'BEGIN;',
        "SET LOCAL lock_timeout = '2s';",
        'DROP INDEX "public"."metrics_device_idx";',
        'CREATE UNIQUE INDEX "metrics_device_idx" ON "public"."metrics" USING btree (device, "time" DESC);',
        'COMMIT;',
      ],
    ]);
    expect(finding?.advice).toMatchObject({
      precheck: {
        sql: 'SELECT count(*) FROM (SELECT 1 FROM "public"."metrics" WHERE device IS NOT NULL AND "time" IS NOT NULL GROUP BY device, "time" HAVING count(*) > 1) equal;',
      },
      steps: [
        { transaction: 'none', lock: { mode: 'AccessExclusive', blocks: expect.stringMatching(/^reads/) } },
      ],
      undo: { impossible: expect.stringContaining('2 chunks that it guards now') },
    });
  });

  it('looks for rows without a value where the index takes these for equal, and only under its condition', () => {
    const structure = 'USING btree (device) NULLS NOT DISTINCT WHERE (device > 3)';
    const over = { isUnique: true, structure, keyExpressions: ['device'], predicate: '(device > 3)' };
    expect(check({ hypertableIndexes: [{ ...only, ...over }] })[0]?.advice?.precheck?.sql).toContain(
      'FROM "public"."metrics" WHERE (device > 3) GROUP BY device HAVING',
    );
  });

  describe('where few chunks lack it', () => {
    const one = hypertableIndex({
      chunkIndexes: 28,
      chunksWith: 28,
      chunksWithout: 2,
      chunkNamesWithout: ['_hyper_1_3_chunk', '_hyper_1_5_chunk'],
    });
    const chunks = dailyChunks(30);

    it('builds it there beside writers, and drops nothing', () => {
      const [finding] = check({ hypertableIndexes: [one], chunks });
      expect(sqlOf(finding)).toEqual(
        [3, 5].map(
          (id) =>
            `CREATE INDEX CONCURRENTLY "_hyper_1_${id}_chunk_metrics_device_idx" ON "_timescaledb_internal"."_hyper_1_${id}_chunk" USING btree (device, "time" DESC);`,
        ),
      );
      expect(finding?.advice).toMatchObject({
        undo: [
          {
            sql: 'DROP INDEX CONCURRENTLY IF EXISTS "_timescaledb_internal"."_hyper_1_3_chunk_metrics_device_idx";',
          },
          {},
        ],
        role: expect.stringContaining('superuser'),
      });
    });

    it('looks for equal rows there only', () => {
      const [finding] = check({ hypertableIndexes: [{ ...one, isUnique: true }], chunks });
      expect(finding?.advice?.precheck?.sql.match(/FROM "[^ ]+/g)).toEqual([
        'FROM "_timescaledb_internal"."_hyper_1_3_chunk"',
        'FROM "_timescaledb_internal"."_hyper_1_5_chunk"',
      ]);
    });

    it('builds it anew where a build there is not known to do: half of the chunks, names left out, an older release, a columnstore', () => {
      const isAnew = (artifacts: Partial<Artifacts>, over: Parameters<typeof context>[0] = {}) =>
        /DROP INDEX "/.test(sqlOf(check({ chunks, ...artifacts }, over)[0])?.[0] ?? '');
      expect(isAnew({ hypertableIndexes: [{ ...one, chunksWith: 2 }] })).toBe(false);
      expect(isAnew({ hypertableIndexes: [{ ...one, chunksWith: 1 }] })).toBe(true);
      expect(isAnew({ hypertableIndexes: [{ ...one, chunksWithout: 21 }] })).toBe(true);
      expect(isAnew({ hypertableIndexes: [one], chunks: null })).toBe(true);
      expect(
        isAnew({ hypertableIndexes: [one] }, { server: server({ timescale: timescale('2.21.4') }) }),
      ).toBe(true);
      const compressed = chunks.map((chunk) => ({ ...chunk, isCompressed: true }));
      expect(isAnew({ hypertableIndexes: [one], chunks: compressed })).toBe(false);
      expect(isAnew({ hypertableIndexes: [{ ...one, isUnique: true }], chunks: compressed })).toBe(true);
    });
  });

  it('builds one with a predicate and one with parameters in one transaction', () => {
    const build = (over: Parameters<typeof hypertableIndex>[0]) =>
      sqlOf(check({ hypertableIndexes: [{ ...only, ...over }] })[0])?.[1];
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
