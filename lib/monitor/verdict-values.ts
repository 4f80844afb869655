import type { History } from '@/lib/history/history';
import type { Value } from '@/lib/history/value';
import type { Judgement } from '@/lib/rules/judge';
import type { Severity } from '@/lib/rules/rule';
import { scoreOf } from '@/lib/rules/score';

/** The score and the open findings of a judgement, to be drawn over time. What was dismissed does not count. */
export function verdictValues(
  { databaseId, findings, outcomes }: Judgement,
  history: Pick<History, 'finding'>,
): readonly Value[] {
  const counting = findings.filter(({ key }) => history.finding(databaseId, key)?.state !== 'dismissed');
  const open = counting.filter(({ key }) => history.finding(databaseId, key)?.state !== 'snoozed');
  const of = (severity: Severity) => open.filter((finding) => finding.severity === severity).length;
  const { score, categories } = scoreOf({ outcomes, findings: counting });
  return [
    { metric: 'score', subject: '', value: score },
    ...categories.map((one): Value => ({ metric: 'categoryScore', subject: one.category, value: one.score })),
    { metric: 'criticalFindings', subject: '', value: of('critical') },
    { metric: 'warningFindings', subject: '', value: of('warning') },
    { metric: 'noticeFindings', subject: '', value: of('notice') },
  ];
}
