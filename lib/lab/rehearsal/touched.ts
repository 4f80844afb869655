import type { Row } from '@/lib/collect/snapshot';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { RehearsalFacts } from './facts';

/**
 * The hypertables that a finding's advice works on, and all aggregates above and below them, because policies of the
 * ones are refused or accepted by the look of the others. Sources come before what is built on them.
 */
export function touchedHypertables(
  { subject }: Pick<KeyedFinding, 'subject'>,
  { hypertables, continuousAggregates, jobs }: RehearsalFacts,
): Row<'hypertables'>[] {
  const [first, second] = subject;
  const job = first === 'job' ? jobs.find(({ jobId }) => String(jobId) === second) : undefined;
  const start = hypertables.find((hypertable) =>
    job
      ? hypertable.hypertableId === job.hypertableId
      : hypertable.schema === first && hypertable.name === second,
  );
  if (!start) return [];
  const wanted = new Set([start.hypertableId]);
  for (let before = 0; before !== wanted.size; ) {
    before = wanted.size;
    for (const { hypertableId, sourceHypertableId } of continuousAggregates) {
      if (wanted.has(hypertableId)) wanted.add(sourceHypertableId);
      if (wanted.has(sourceHypertableId)) wanted.add(hypertableId);
    }
  }
  const depth = (hypertableId: number): number => {
    const aggregate = continuousAggregates.find((one) => one.hypertableId === hypertableId);
    return aggregate ? 1 + depth(aggregate.sourceHypertableId) : 0;
  };
  return hypertables
    .filter(({ hypertableId }) => wanted.has(hypertableId))
    .sort((a, b) => depth(a.hypertableId) - depth(b.hypertableId) || a.hypertableId - b.hypertableId);
}
