import type { WireFinding } from '@/lib/api/findings';
import { bytesRange } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { viewOf } from './advice-filters';

/** The verdict in one sentence: `2 of 5 findings need action soon; 76–102 GiB could be saved.` */
export function adviceSummary(findings: readonly WireFinding[]): string {
  const open = findings.filter((finding) => viewOf(finding) === 'open');
  if (open.length === 0) return 'Nothing is open.';
  const soon = open.filter(({ severity }) => severity !== 'notice').length;
  const saved = { low: 0, high: 0 };
  for (const { impact } of open) {
    saved.low += impact?.bytesSaved?.low ?? 0;
    saved.high += impact?.bytesSaved?.high ?? 0;
  }
  const need =
    soon === 0
      ? counted(open.length, 'notice')
      : `${soon} of ${counted(open.length, 'finding')} ${soon === 1 ? 'needs' : 'need'} action`;
  return saved.high > 0 ? `${need}; ${bytesRange(saved)} could be saved.` : `${need}.`;
}
