import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding } from '../rule';

export default defineRule({
  meta: {
    id: 'continuous-aggregates/watermark-corrupt',
    title: 'The bookkeeping of an aggregate points beyond all time',
    why: 'Up to its watermark an aggregate answers with materialised rows, and up to the threshold of its source changes are noted. Where one of them is near the end of time, new rows never show in a real-time aggregate, and refreshes do not take up what they should.',
    source: 'https://github.com/timescale/timescaledb-extras/blob/main/fix_invalidation_thresholds.sql',
    needs: ['continuousAggregates'],
    facts: {
      corruptWatermarks: {
        label: 'Watermarks beyond all time',
        source: '_timescaledb_catalog.continuous_aggs_watermark',
      },
      corruptThresholds: {
        label: 'Thresholds beyond all time',
        source: '_timescaledb_catalog.continuous_aggs_invalidation_threshold',
      },
    },
  },
  check({ continuousAggregates }) {
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    return continuousAggregates
      .filter(({ isWatermarkCorrupt, isThresholdCorrupt }) => isWatermarkCorrupt || isThresholdCorrupt)
      .map(finding);
  },
});

function finding(aggregate: Row<'continuousAggregates'>): Finding {
  const { schema, name, isWatermarkCorrupt, isThresholdCorrupt } = aggregate;
  const what =
    isWatermarkCorrupt && isThresholdCorrupt
      ? 'Its watermark and the invalidation threshold of its source are'
      : isWatermarkCorrupt
        ? 'Its watermark is'
        : 'The invalidation threshold of its source is';
  return {
    subject: [schema, name],
    severity: 'critical',
    confidence: 'high',
    title: `Repair the bookkeeping of ${schema}.${name}`,
    detail: `${what} above 9,200,000,000,000,000,000, which no time reaches. ${
      isWatermarkCorrupt
        ? 'Nothing takes a watermark back: find the row whose time is that far ahead and delete it, then create the aggregate anew WITH NO DATA.'
        : 'TimescaleDB’s fix_invalidation_thresholds.sql sets it to the highest watermark of the aggregates: a superuser runs it while no refresh runs, because it locks three catalog tables Exclusive.'
    } The cause is not known to TimescaleDB’s makers; tell them, with the version and what ran before.`,
    facts: {
      corruptWatermarks: isWatermarkCorrupt ? 1 : 0,
      corruptThresholds: isThresholdCorrupt ? 1 : 0,
    },
    impact: {
      prevents: 'an aggregate that silently stays as it is',
      basis: 'Not estimated: it depends on what is written from now on.',
    },
  };
}
