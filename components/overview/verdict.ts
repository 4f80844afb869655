import { adviceSummary } from '@/components/advice/advice-summary';
import type { FindingsAnswer } from '@/lib/api/findings';
import { counted } from '@/lib/format/count';
import { checkCounts } from './check-counts';

/** The answer to "is it healthy?" in one or two sentences; what could not be checked is always said. */
export function verdict({ findings, outcomes }: Pick<FindingsAnswer, 'findings' | 'outcomes'>): string {
  const { passed, unchecked, waiting, applicable } = checkCounts(outcomes);
  if (applicable === 0) return `None of the ${counted(outcomes.length, 'check')} applies to this database.`;
  const open = adviceSummary(findings);
  const first = open === 'Nothing is open.' ? `${counted(passed, 'check')} passed, nothing is open.` : open;
  return [
    first,
    ...(unchecked > 0 ? [`${counted(unchecked, 'check')} could not look.`] : []),
    ...(waiting > 0 ? [`${counted(waiting, 'check')} must watch for longer first.`] : []),
  ].join(' ');
}
