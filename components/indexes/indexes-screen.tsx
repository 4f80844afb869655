'use client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import type { IndexesAnswer } from '@/lib/api/indexes';
import { indexesQuery } from '@/lib/api/indexes';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { type IndexRow, indexRows } from './index-row';
import { IndexesBoard } from './indexes-board';

/** Which indexes to add, drop, rebuild? */
export function IndexesScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(indexesQuery(databaseId));
  const answer = query.data;
  const rows = useMemo(() => (answer ? indexRows(answer) : []), [answer]);
  return (
    <>
      <PageHeader title="Indexes" summary={answer && rows.length > 0 ? summary(rows, answer) : undefined} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-96']} />}>
        {(read) => {
          if (read.indexes === null && rows.length === 0) return <UnavailableState missing={read.missing} />;
          if (rows.length === 0) return <NoIndex />;
          return (
            <>
              <MissingNote missing={read.missing} />
              <IndexesBoard databaseId={databaseId} rows={rows} answer={read} />
            </>
          );
        }}
      </QueryState>
    </>
  );
}

function summary(rows: readonly IndexRow[], { hypertableIndexes }: IndexesAnswer): string {
  const size = bytes(rows.reduce((sum, { totalBytes }) => sum + totalBytes, 0));
  const parts = hypertableIndexes?.length
    ? ' One of a hypertable or a partitioned table stands for all of its parts.'
    : '';
  return `${counted(rows.length, 'index', 'indexes')} with ${size}.${parts}`;
}

function NoIndex() {
  return (
    <Card>
      <State kind="empty" title="This database has no index yet.">
        Primary keys and unique constraints bring theirs; others are made with CREATE INDEX.
      </State>
    </Card>
  );
}
