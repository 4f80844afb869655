import { columnstoreAgeUnits } from '@/lib/derive/conversion';
import { counted } from '@/lib/format/count';
import type { RuleContext } from '@/lib/rules/rule';
import { settingsAdvice } from '@/lib/rules/shared/columnstore/columnstore-advice';
import { columnstoreRefusal } from '@/lib/rules/shared/columnstore/columnstore-refusal';
import { enableAdvice } from '@/lib/rules/shared/columnstore/enable-advice';
import type { LabSettings } from './candidates';
import { convertedChunks } from './converted-chunks';
import { filterWork } from './filter-work';
import type { LabCandidate, LabFilter, LabFilterMeasure, LabResult } from './lab-result';
import type { LabSubject } from './lab-subject';

/** A filter that reads so many more rows than today is named. */
const WORSE_RATIO = 1.25;

type Answer = Pick<LabResult, 'advice' | 'whyNoAdvice'>;

const without = (whyNoAdvice: string): Answer => ({ advice: null, whyNoAdvice });

/** The statements that put the winner's settings into effect, as the rules would advise them. */
export function labAdvice(
  subject: LabSubject,
  { winner, now, settings }: { winner: LabCandidate; now: LabCandidate | null; settings: LabSettings },
  filters: readonly LabFilter[],
  context: RuleContext,
): Answer {
  const { hypertable, columns, policies } = subject;
  if (winner.id === now?.id) return without('Nothing is to change.');
  if (context.server.timescale?.license !== 'timescale')
    return without('The Apache licence of this server’s TimescaleDB has no columnstore.');
  if (hypertable.columnstoreEnabled) {
    const { advice, whyNot } = settingsAdvice(subject, settings, worsensText(winner, now, filters), context);
    if (advice) return { advice, whyNoAdvice: null };
    return without(whyNot.trim() || 'The settings are those of today already; only their direction differs.');
  }
  const refusal = columnstoreRefusal(hypertable, columns, settings.segmentBy, context.server.timescale);
  if (refusal !== null) return without(refusal);
  const after = columnstoreAgeUnits(hypertable, policies);
  if (after === null)
    return without(
      'Retention and refresh policies leave no age at which a chunk could be converted: change them first.',
    );
  const convertible = convertedChunks(subject, context.nowMs);
  if (convertible.length === 0) return without('No chunk is old enough to be converted yet.');
  const advice = enableAdvice({ hypertable, convertible, after, ...settings }, context);
  return advice
    ? { advice, whyNoAdvice: null }
    : without(
        'A policy needs a function that tells the present of its integer time: set_integer_now_func adds one.',
      );
}

/** Which filters read more than today, from the measurement itself. */
function worsensText(
  { measured }: LabCandidate,
  now: LabCandidate | null,
  filters: readonly LabFilter[],
): string {
  const worse = filters.flatMap((filter) => {
    const of = (candidate: LabCandidate['measured'] | undefined) =>
      candidate?.filters.find(({ filterId }) => filterId === filter.id);
    const [after, before] = [of(measured), of(now?.measured)];
    if (!after || !before || filterWork(after) <= WORSE_RATIO * filterWork(before)) return [];
    const read = ({ rowsRead, batchesRead }: LabFilterMeasure) =>
      `${counted(rowsRead, 'row')} in ${counted(batchesRead, 'batch', 'batches')}`;
    return [`a filter by ${filterText(filter)} reads ${read(after)} of a chunk instead of ${read(before)}`];
  });
  return worse.length === 0
    ? 'No measured filter reads more than today. Queries with other filters were not measured.'
    : `${worse.join('; ')}.`.replace(/^a/, 'A');
}

/** `device_id and time`. */
export function filterText({ equals, byTime }: Pick<LabFilter, 'equals' | 'byTime'>): string {
  const parts = [...equals, ...(byTime ? ['a stretch of time'] : [])];
  return parts.join(' and ') || 'nothing';
}
