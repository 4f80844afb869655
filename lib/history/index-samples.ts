import type { Row } from '@/lib/collect/snapshot';
import type { Metric } from '@/lib/derive/metrics';
import { subjectText } from '@/lib/derive/subject-text';
import type { Rates } from './rates';
import type { Value } from './value';

/** Indexes of either kind that have a history of their own, the largest: a series of each would be most of all samples. */
const MOST_INDEXES = 100;

type Index = Pick<Row<'indexes'> | Row<'hypertableIndexes'>, 'schema' | 'name' | 'totalBytes' | 'scans'>;

/**
 * Size and scans of all indexes together, and of the largest each. One that is dropped takes its count along, which
 * makes a gap in the scans of all.
 */
export function indexSamples(
  indexes: readonly Index[],
  kind: 'table' | 'hypertable',
  now: { readonly epoch: string; readonly atMs: number },
  rates: Rates,
): readonly Value[] {
  if (indexes.length === 0) return [];
  const metric = METRICS_OF[kind];
  const of = (subject: string, totalBytes: number, scans: number | null): Value[] => [
    { metric: metric.bytes, subject, value: totalBytes },
    {
      metric: metric.scans,
      subject,
      value: scans === null ? null : rates.of(`${metric.scans} ${subject}`, { ...now, value: scans }),
    },
  ];
  const largest = [...indexes].sort((a, b) => b.totalBytes - a.totalBytes).slice(0, MOST_INDEXES);
  return [
    ...of(
      '',
      sumOf(indexes.map(({ totalBytes }) => totalBytes)) ?? 0,
      sumOf(indexes.map(({ scans }) => scans)),
    ),
    ...largest.flatMap(({ schema, name, totalBytes, scans }) =>
      of(subjectText([schema, name]), totalBytes, scans),
    ),
  ];
}

const METRICS_OF: Record<'table' | 'hypertable', { readonly bytes: Metric; readonly scans: Metric }> = {
  table: { bytes: 'tableIndexBytes', scans: 'tableIndexScansPerSecond' },
  hypertable: { bytes: 'hypertableIndexBytes', scans: 'hypertableIndexScansPerSecond' },
};

/** Null where one of them is not known. */
const sumOf = (values: readonly (number | null)[]): number | null =>
  values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
