import { adviceSummary } from '@/components/advice/advice-summary';
import type { FindingsAnswer } from '@/lib/api/findings';
import { counted } from '@/lib/format/count';

/** The answer to "is it healthy?" in one or two sentences; what could not be checked is always said. */
export function verdict({ findings, outcomes }: Pick<FindingsAnswer, 'findings' | 'outcomes'>): string {
  const unchecked = outcomes.filter(({ status }) => status === 'not-run' || status === 'failed').length;
  const passed = outcomes.filter(({ status }) => status === 'passed').length;
  const open = adviceSummary(findings);
  const first = open === 'Nothing is open.' ? `${counted(passed, 'check')} passed, nothing is open.` : open;
  return unchecked === 0 ? first : `${first} ${counted(unchecked, 'check')} could not look.`;
}
