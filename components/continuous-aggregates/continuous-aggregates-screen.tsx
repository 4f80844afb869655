'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type AggregateRow, continuousAggregatesQuery } from '@/lib/api/continuous-aggregates';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { AggregateCard } from './aggregate-card';
import { aggregateTree, type Branch } from './aggregate-tree';
import { aggregatesSummary } from './aggregates-summary';

/** Are the aggregates fresh, safe and worth it? */
export function ContinuousAggregatesScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(continuousAggregatesQuery(databaseId));
  const aggregates = query.data?.aggregates;
  return (
    <>
      <PageHeader
        title="Continuous aggregates"
        summary={aggregates && aggregates.length > 0 ? aggregatesSummary(aggregates) : undefined}
      />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-64', 'h-64']} />}>
        {({ aggregates: rows, missing }) => {
          if (rows === null) return <UnavailableState missing={missing} />;
          if (rows.length === 0) return <NoAggregate />;
          return (
            <>
              <MissingNote missing={missing} />
              <Tree databaseId={databaseId} aggregates={rows} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function Tree({
  databaseId,
  aggregates,
}: {
  readonly databaseId: string;
  readonly aggregates: readonly AggregateRow[];
}) {
  const branches = useMemo(() => aggregateTree(aggregates), [aggregates]);
  return (
    <ul className="flex flex-col gap-4">
      {branches.map((branch) => (
        <Leaf
          key={branch.aggregate.hypertableId}
          databaseId={databaseId}
          branch={branch}
          isOneOfMany={branches.length > MANY}
        />
      ))}
    </ul>
  );
}

/** From this many on, cards out of sight are not drawn. */
const MANY = 30;

/** Indented by its place in the hierarchy, with a stem to the aggregate that it is built on. */
function Leaf({
  databaseId,
  branch: { aggregate, depth },
  isOneOfMany,
}: {
  readonly databaseId: string;
  readonly branch: Branch<AggregateRow>;
  readonly isOneOfMany: boolean;
}) {
  const indent = Math.min(depth, 4) * 1.5;
  return (
    <li
      className={clsx(
        'relative',
        isOneOfMany && '[contain-intrinsic-size:auto_24rem] [content-visibility:auto]',
      )}
      style={{ paddingInlineStart: `${indent}rem` }}
    >
      {depth > 0 && (
        <span
          aria-hidden="true"
          className="absolute -top-4 h-12 w-4 rounded-es-lg border-line-strong border-s border-b"
          style={{ insetInlineStart: `${indent - 1}rem` }}
        />
      )}
      <AggregateCard databaseId={databaseId} aggregate={aggregate} />
    </li>
  );
}

function NoAggregate() {
  return (
    <Card>
      <State kind="empty" title="This database has no continuous aggregate.">
        One pays when the same buckets are computed from raw rows again and again.
      </State>
    </Card>
  );
}
