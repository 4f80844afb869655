'use client';
import dynamic from 'next/dynamic';
import { parseAsInteger, parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import type { QueryPlanAnswer, WirePlanFinding } from '@/lib/api/query-plan';
import { duration } from '@/lib/format/duration';
import { NodePanel } from './node-panel';
import { PlanFindings } from './plan-findings';
import { PlanTree } from './plan-tree';
import { HOW_WORDS } from './plan-words';

const VIEWS = ['tree', 'table', 'raw'] as const;
const SEGMENTS = [
  { id: 'tree', label: 'Tree' },
  { id: 'table', label: 'Table' },
  { id: 'raw', label: 'Raw' },
] as const;

const PlanTable = dynamic(() => import('./plan-table').then((part) => part.PlanTable), {
  loading: () => <Skeleton className="h-96" />,
});
const RawPlan = dynamic(() => import('./raw-plan').then((part) => part.RawPlan));

/** Findings first, then the nodes as a tree or a table, with the chosen one beside them. */
export function PlanReport({
  databaseId,
  answer,
}: {
  readonly databaseId: string;
  readonly answer: QueryPlanAnswer;
}) {
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('tree'));
  const [chosenId, setChosenId] = useQueryState('node', parseAsInteger);
  const chosen = answer.nodes.find(({ id }) => id === chosenId) ?? null;
  const findingsByNode = useMemo(() => byNode(answer.findings), [answer.findings]);
  return (
    <>
      <How answer={answer} />
      <PlanFindings
        databaseId={databaseId}
        findings={answer.findings}
        unjudgedRules={answer.unjudgedRules}
        nodes={answer.nodes}
        onChoose={setChosenId}
      />
      <Card className="overflow-hidden">
        <header className="flex flex-wrap items-center justify-between gap-3 px-5 pt-4 pb-3">
          <h2 className="font-semibold text-ink text-sm">Nodes</h2>
          <Segmented label="View" segments={SEGMENTS} value={view} onChange={setView} />
        </header>
        <div
          className={chosen && view !== 'raw' ? 'grid min-w-0 xl:grid-cols-[minmax(0,1fr)_24rem]' : 'min-w-0'}
        >
          {view === 'tree' && (
            <PlanTree
              answer={answer}
              findingsByNode={findingsByNode}
              chosenId={chosenId}
              onChoose={setChosenId}
            />
          )}
          {view === 'table' && <PlanTable answer={answer} onChoose={setChosenId} />}
          {view === 'raw' && <RawPlan answer={answer} />}
          {chosen && view !== 'raw' && (
            <NodePanel
              node={chosen}
              answer={answer}
              findings={findingsByNode.get(chosen.id) ?? []}
              onClose={() => setChosenId(null)}
            />
          )}
        </div>
      </Card>
    </>
  );
}

function byNode(findings: readonly WirePlanFinding[]): ReadonlyMap<number, readonly WirePlanFinding[]> {
  const map = new Map<number, WirePlanFinding[]>();
  for (const finding of findings)
    for (const id of finding.nodeIds) map.set(id, [...(map.get(id) ?? []), finding]);
  return map;
}

function How({ answer }: { readonly answer: QueryPlanAnswer }) {
  const { how, samples, planningSeconds, executionSeconds, isAnalyzed } = answer;
  const facts = [
    ...(planningSeconds === null ? [] : [`planning ${duration(planningSeconds)}`]),
    ...(executionSeconds === null ? [] : [`execution ${duration(executionSeconds)}`]),
  ];
  return (
    <div className="flex flex-col gap-1 text-muted text-sm">
      <p>
        {how === 'pasted' && !isAnalyzed
          ? 'A plan without ANALYZE: times and actual rows are not in it.'
          : HOW_WORDS[how]}
        {facts.length > 0 && <span className="nums text-faint"> {facts.join(', ')}</span>}
      </p>
      {samples.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
          {samples.map(({ parameter, value, basis }) => (
            <li key={parameter} className="max-w-full truncate">
              <span className="font-mono text-faint">${parameter}</span>{' '}
              <span className="font-mono text-ink">{value}</span>{' '}
              <span className="text-faint">({basis})</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
