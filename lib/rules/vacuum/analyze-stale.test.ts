import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, NOW_MS, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { checkpoints } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import rule from './analyze-stale';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (tables: Artifacts['tables'], major = 17, over: Partial<Artifacts> = {}) =>
  rule.check(
    {
      tables,
      settings: settings(AUTOVACUUM_DEFAULTS),
      checkpoints: [checkpoints()],
      databaseCounters: null,
      ...over,
    },
    context({ server: server({ major }) }),
  );
const check = (tables: Artifacts['tables'], major = 17) => expectFindings(look(tables, major));

describe('vacuum/analyze-stale', () => {
  it('speaks past twice what makes autovacuum analyse', () => {
    expect(check([table({ modifiedSinceAnalyze: 200_100 })])).toEqual([]);
    expect(check([table({ modifiedSinceAnalyze: 200_101 })])[0]).toMatchObject({
      severity: 'warning',
      facts: { changedRows: 200_101, rows: 1_000_000, staleTables: 1 },
      advice: { steps: [{ sql: 'ANALYZE "public"."orders";' }] },
    });
  });

  it('gives autovacuum ten minutes to come by', () => {
    const changed = (seconds: number) =>
      table({
        modifiedSinceAnalyze: 300_000,
        lastAutoanalyzeAt: new Date(NOW_MS - seconds * 1_000).toISOString(),
      });
    expect(check([changed(599)])).toEqual([]);
    expect(check([changed(600)])).toHaveLength(1);
    expect(check([table({ modifiedSinceAnalyze: 300_000, lastAutoanalyzeAt: null })])).toHaveLength(1);
  });

  it('leaves small tables alone', () => {
    expect(check([table({ estimatedRows: 10, modifiedSinceAnalyze: 10_000 })])).toEqual([]);
    expect(check([table({ estimatedRows: 10, modifiedSinceAnalyze: 10_001 })])).toHaveLength(1);
  });

  const parent = table({ relationOid: 1, name: 'parted', kind: 'partitioned', estimatedRows: null });
  const part = (estimatedRows: number) =>
    table({ relationOid: 2, rootOid: 1, isPartition: true, name: 'part', estimatedRows });

  it('finds a partitioned table that was never analysed, and passes over its partitions from 18', () => {
    expect(check([parent, part(10_001)])[0]).toMatchObject({
      subject: ['public', 'parted'],
      severity: 'notice',
      advice: { steps: [{ sql: 'ANALYZE "public"."parted";' }] },
    });
    expect(check([parent, part(10_001)], 18)[0]?.advice?.steps[0]?.sql).toBe(
      'ANALYZE ONLY "public"."parted";',
    );
    expect(check([parent, part(10_000)])).toEqual([]);
    const stalePart = { ...part(10_001), modifiedSinceAnalyze: 20_000 };
    expect(check([parent, stalePart]), 'one finding a table').toMatchObject([{ severity: 'warning' }]);
    expect(check([{ ...parent, estimatedRows: 10_001 }, part(10_001)])).toEqual([]);
    expect(check([parent, part(10_001)], 13), 'not known before 14').toEqual([]);
  });

  it('is silent where nothing is counted, and does not believe young counters', () => {
    expect(check([table({ modifiedSinceAnalyze: null })])).toEqual([]);
    expect(look([table()], 17, { checkpoints: null })).toHaveProperty('notRun');
    expect(look([])).toHaveProperty('notApplicable');
  });
});
