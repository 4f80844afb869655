import { parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs';
import type { WireFinding } from '@/lib/api/findings';

export const VIEWS = ['open', 'snoozed', 'applied', 'dismissed', 'fixed', 'could-not-check'] as const;
export type View = (typeof VIEWS)[number];
export const GROUPINGS = ['phase', 'object', 'none'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What the address says about the list. */
export const adviceParsers = {
  view: parseAsStringLiteral(VIEWS).withDefault('open'),
  severity: parseAsArrayOf(parseAsStringLiteral(['critical', 'warning', 'notice'])).withDefault([]),
  area: parseAsString.withDefault(''),
  group: parseAsStringLiteral(GROUPINGS).withDefault('phase'),
  q: parseAsString.withDefault(''),
  finding: parseAsString,
};

export interface AdviceFilter {
  readonly view: View;
  readonly severity: readonly string[];
  readonly area: string;
  readonly q: string;
}

/** A finding that came back counts as open, with its own mark. */
export function viewOf({ state }: Pick<WireFinding, 'state'>): View {
  return state === 'regressed' ? 'open' : state;
}

export function areaOf({ rule }: Pick<WireFinding, 'rule'>): string {
  return rule.split('/')[0] ?? rule;
}

export function isShown(finding: WireFinding, { view, severity, area, q }: AdviceFilter): boolean {
  const words = q.trim().toLowerCase();
  return (
    viewOf(finding) === view &&
    (severity.length === 0 || severity.includes(finding.severity)) &&
    (area === '' || areaOf(finding) === area) &&
    (words === '' ||
      `${finding.title} ${finding.rule} ${finding.subject.join('.')}`.toLowerCase().includes(words))
  );
}
