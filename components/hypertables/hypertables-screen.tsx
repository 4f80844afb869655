'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonRows } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { hypertablesQuery } from '@/lib/api/hypertables';
import { HypertablesTable } from './hypertables-table';
import { costAndDiskText, totalsText } from './totals';
import { MissingNote, UnavailableState } from './unavailable-state';

// Below the list, and only where a price is set.
const StorageCost = dynamic(() => import('./storage-cost').then((part) => part.StorageCost));

const parsers = {
  q: parseAsString.withDefault(''),
  kind: parseAsStringLiteral(['all', 'hypertable', 'continuous-aggregate']).withDefault('all'),
};

/** How are my hypertables? */
export function HypertablesScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(hypertablesQuery(databaseId));
  const [filter, setFilter] = useQueryStates(parsers, { history: 'replace' });
  const { hypertables, totals } = query.data ?? {};
  return (
    <>
      <PageHeader
        title="Hypertables"
        summary={
          hypertables && hypertables.length > 0
            ? [totalsText(hypertables), ...costAndDiskText(totals)].join(' ')
            : undefined
        }
      />
      <QueryState
        query={query}
        skeleton={
          <Card>
            <SkeletonRows rows={8} />
          </Card>
        }
      >
        {({ hypertables: rows, missing, totals: all }) => {
          if (rows === null) return <UnavailableState missing={missing} />;
          if (rows.length === 0) return <NoHypertable />;
          return (
            <>
              <MissingNote missing={missing} />
              <HypertablesTable
                databaseId={databaseId}
                hypertables={rows}
                filter={filter}
                onFilter={setFilter}
              />
              {all?.storage?.monthlyCost && (
                <StorageCost
                  cost={all.storage}
                  description="All hypertables of this database, by tier of storage"
                />
              )}
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function NoHypertable() {
  return (
    <Card>
      <State kind="empty" title="This database has no hypertable yet.">
        TimescaleDB is installed; a table becomes a hypertable with create_hypertable().
      </State>
    </Card>
  );
}
