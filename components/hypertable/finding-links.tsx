import Link from 'next/link';
import type { ComponentProps } from 'react';
import { Card } from '@/components/ui/card';
import { SeverityMark, severityRank } from '@/components/ui/severity';
import type { Severity } from '@/lib/rules/rule';
import { findingHref } from '../hypertables/hypertable-href';

export interface NamedFinding {
  readonly key: string;
  readonly title: string;
  readonly severity: Severity;
}

/** Findings as links to their cards, worst first. Nothing is drawn when there is none: silence is not a verdict here. */
export function FindingLinks({
  databaseId,
  findings,
  label = 'Findings',
}: {
  readonly databaseId: string;
  readonly findings: readonly NamedFinding[];
  readonly label?: string;
}) {
  if (findings.length === 0) return null;
  const inOrder = findings.toSorted((a, b) => severityRank(b.severity) - severityRank(a.severity));
  return (
    <ul aria-label={label} className="flex flex-col">
      {inOrder.map(({ key, title, severity }) => (
        <li key={key} className="border-line border-t first:border-t-0">
          <Link
            href={findingHref(databaseId, key)}
            className="flex items-center gap-4 px-5 py-2.5 text-sm hover:bg-hover max-sm:flex-col max-sm:items-start max-sm:gap-1"
          >
            <SeverityMark severity={severity} className="w-20 shrink-0 text-muted" />
            <span className="min-w-0 flex-1 break-words">{title}</span>
            <span aria-hidden="true" className="text-faint max-sm:hidden">
              →
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The same in a card of their own, at the head of a screen. */
export function FindingsCard(props: ComponentProps<typeof FindingLinks>) {
  if (props.findings.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <FindingLinks {...props} />
    </Card>
  );
}
