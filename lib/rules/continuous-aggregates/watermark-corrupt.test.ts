import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate } from '../testing/hypertable-rows';
import rule from './watermark-corrupt';

const check = (over: Parameters<typeof aggregate>[0] = {}) =>
  expectFindings(rule.check({ continuousAggregates: [aggregate(over)] }, context()));

describe('continuous-aggregates/watermark-corrupt', () => {
  it('is quiet about sound and about new aggregates', () => {
    expect(check()).toEqual([]);
    expect(check({ watermarkUnits: null, isNeverMaterialized: true })).toEqual([]);
  });

  it('tells the watermark from the threshold, which a script repairs', () => {
    const [watermark] = check({ watermarkUnits: null, isWatermarkCorrupt: true });
    expect(watermark).toMatchObject({
      subject: ['public', 'metrics_hourly'],
      severity: 'critical',
      facts: { corruptWatermarks: 1, corruptThresholds: 0 },
    });
    expect(watermark?.detail).toContain('create the aggregate anew');
    const [threshold] = check({ isThresholdCorrupt: true });
    expect(threshold?.facts).toEqual({ corruptWatermarks: 0, corruptThresholds: 1 });
    expect(threshold?.detail).toContain('fix_invalidation_thresholds.sql');
    expect(check({ isThresholdCorrupt: true, isWatermarkCorrupt: true })[0]?.detail).toContain(
      'watermark and the invalidation threshold',
    );
  });

  it('does not apply without aggregates, and does not run when they were not read', () => {
    expect(rule.check({ continuousAggregates: [] }, context())).toHaveProperty('notApplicable');
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
