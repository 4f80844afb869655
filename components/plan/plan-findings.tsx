'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SeverityMark } from '@/components/ui/severity';
import { State } from '@/components/ui/state';
import type { WirePlanFinding, WirePlanNode } from '@/lib/api/query-plan';
import { factText } from '../advice/fact-text';
import { findingHref } from '../hypertables/hypertable-href';

const PlanAdvice = dynamic(() => import('./plan-advice').then((part) => part.PlanAdvice));

/** What is wrong, the worst first; each opens to its evidence, its why and its SQL. */
export function PlanFindings({
  databaseId,
  findings,
  unjudgedRules,
  nodes,
  onChoose,
}: {
  readonly databaseId: string;
  readonly findings: readonly WirePlanFinding[];
  readonly unjudgedRules: number;
  readonly nodes: readonly WirePlanNode[];
  readonly onChoose: (id: number) => void;
}) {
  const unjudged =
    unjudgedRules === 0
      ? null
      : `${unjudgedRules} rules look at what running counts: explain it with ANALYZE for them.`;
  if (findings.length === 0)
    return (
      <Card>
        {unjudged === null ? (
          <State kind="good" title="No rule found anything in this plan." />
        ) : (
          <State kind="unknown" title="Nothing found in a plan that was not run.">
            {unjudged}
          </State>
        )}
      </Card>
    );
  return (
    <Card className="overflow-hidden">
      <h2 className="px-5 pt-4 pb-3 font-semibold text-ink text-sm">Findings</h2>
      {unjudged !== null && <p className="px-5 pb-3 text-muted text-sm">{unjudged}</p>}
      <ul>
        {findings.map((finding) => (
          <li
            key={`${finding.rule} ${finding.nodeIds.join()} ${finding.title}`}
            className="border-line border-t"
          >
            <Finding databaseId={databaseId} finding={finding} nodes={nodes} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Finding({
  databaseId,
  finding,
  nodes,
  onChoose,
}: {
  readonly databaseId: string;
  readonly finding: WirePlanFinding;
  readonly nodes: readonly WirePlanNode[];
  readonly onChoose: (id: number) => void;
}) {
  const [first] = finding.nodeIds;
  const node = nodes.find(({ id }) => id === first);
  return (
    <details className="group">
      <summary className="flex cursor-pointer flex-wrap items-baseline gap-x-3 gap-y-1 px-5 py-3 hover:bg-hover">
        <SeverityMark severity={finding.severity} />
        <span className="min-w-0 flex-1 basis-64 break-words text-sm">{finding.title}</span>
        {finding.advice && <span className="text-faint text-xs">with SQL</span>}
      </summary>
      <div className="flex flex-col gap-3 px-5 pb-4">
        <p className="max-w-prose break-words text-muted text-sm">{finding.detail}</p>
        <dl className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
          {finding.facts.map(({ name, label, value }) => (
            <div key={name} className="flex gap-1.5">
              <dt className="text-faint">{label}</dt>
              <dd className="nums text-ink">{factText(name, value)}</dd>
            </div>
          ))}
        </dl>
        <p className="max-w-prose text-muted text-sm">
          {finding.why}{' '}
          <a href={finding.source} target="_blank" rel="noreferrer" className="link whitespace-nowrap">
            Source
          </a>
        </p>
        <div className="flex flex-wrap items-center gap-3">
          {node && (
            <Button size="sm" onClick={() => onChoose(node.id)}>
              Show {node.kind}
            </Button>
          )}
          {finding.related.map(({ key, title }) => (
            <Link key={key} href={findingHref(databaseId, key)} className="link text-sm">
              {title}
            </Link>
          ))}
        </div>
        {finding.advice && <PlanAdvice title={finding.title} advice={finding.advice} />}
      </div>
    </details>
  );
}
