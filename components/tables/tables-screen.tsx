'use client';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type TableSummary, tablesQuery } from '@/lib/api/tables';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { TablesBoard } from './tables-board';

/** What do tables take, and does vacuum keep up? */
export function TablesScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(tablesQuery(databaseId));
  const tables = query.data?.summaries;
  return (
    <>
      <PageHeader title="Tables" summary={tables && tables.length > 0 ? summary(tables) : undefined} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-96']} />}>
        {(answer) => {
          if (answer.summaries === null) return <UnavailableState missing={answer.missing} />;
          if (answer.summaries.length === 0) return <NoTable />;
          return (
            <>
              <MissingNote missing={answer.missing} />
              <TablesBoard databaseId={databaseId} tables={answer.summaries} answer={answer} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function summary(tables: readonly TableSummary[]): string {
  const size = bytes(tables.reduce((sum, { totalBytes }) => sum + totalBytes, 0));
  const parts = tables.some(({ parts: count }) => count > 0)
    ? ' One that is split stands for all of its partitions or chunks.'
    : '';
  return `${counted(tables.length, 'table')} with ${size}.${parts}`;
}

function NoTable() {
  return (
    <Card>
      <State kind="empty" title="This database has no table yet.">
        Tables of PostgreSQL and TimescaleDB themselves are not shown.
      </State>
    </Card>
  );
}
