import type { EffectAnswer } from '@/lib/api/effect';
import type { Metric } from '@/lib/derive/metrics';
import { subjectText } from '@/lib/derive/subject-text';
import { AppError } from '@/lib/errors';
import type { Effect, EffectRequest, MeasuredMetric } from '@/lib/history/effect';
import type { FindingRecord } from '@/lib/history/finding-life';

type Unit = EffectAnswer['metrics'][number]['unit'];

/** What may change with a fix and is sampled for single subjects: hypertables, continuous aggregates, jobs. In the order of the card. */
const MEASURED: readonly { readonly metric: Metric; readonly label: string; readonly unit: Unit }[] = [
  { metric: 'totalBytes', label: 'Size', unit: 'bytes' },
  { metric: 'ratio', label: 'Columnstore ratio', unit: 'times' },
  { metric: 'chunkCount', label: 'Chunks', unit: 'count' },
  { metric: 'hypertableInsertedRowsPerSecond', label: 'Rows inserted', unit: 'perSecond' },
  { metric: 'lagSeconds', label: 'Lag', unit: 'seconds' },
  { metric: 'pendingRanges', label: 'Ranges that wait for a refresh', unit: 'count' },
  { metric: 'jobRunSeconds', label: 'Duration of a run', unit: 'seconds' },
];

/** What to read about a finding that was fixed; null for one that is not. */
export function effectRequest(databaseId: string, record: FindingRecord): EffectRequest | null {
  if (record.state !== 'fixed' || record.fixedAt === null) return null;
  return {
    databaseId,
    // A finding about a part of a relation, such as an index, is measured by its relation.
    subject: subjectText(record.finding.subject.slice(0, 2)),
    metrics: MEASURED.map(({ metric }) => metric),
    lastSeenMs: Date.parse(record.lastSeenAt),
    fixedMs: Date.parse(record.fixedAt),
  };
}

/** Throws `not-found` for a finding that was never met. */
export async function effectAnswer(
  databaseId: string,
  key: string,
  record: FindingRecord | null,
  measure: (request: EffectRequest) => Promise<Effect>,
): Promise<EffectAnswer> {
  if (!record)
    throw new AppError('not-found', `There is no finding ${key}`, 'It may have another name by now.');
  const request = effectRequest(databaseId, record);
  const effect: Effect = request ? await measure(request) : { status: 'unknown', reason: 'it is not fixed' };
  return {
    databaseId,
    key,
    status: effect.status,
    reason: effect.status === 'unknown' ? effect.reason : null,
    measurableAt: effect.status === 'not-yet' ? new Date(effect.measurableAtMs).toISOString() : null,
    windowSeconds: effect.status === 'measured' ? effect.windowMs / 1_000 : null,
    isGrowing: effect.status === 'measured' && effect.isGrowing,
    before: request && record.lastSeenAt,
    after: request && record.fixedAt,
    metrics: effect.status === 'measured' ? effect.metrics.flatMap(labelled) : [],
  };
}

function labelled({ metric, before, after }: MeasuredMetric): EffectAnswer['metrics'] {
  return MEASURED.filter((known) => known.metric === metric).map((known) => ({ ...known, before, after }));
}
