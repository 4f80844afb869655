'use client';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { QueryState } from '@/components/ui/query-state';
import { findingsQuery } from '@/lib/api/findings';
import { AdviceBoard } from './advice-board';
import { adviceParsers } from './advice-filters';

/** What should I change, and what do I gain? */
export function AdviceScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(findingsQuery(databaseId));
  const [filter, setFilter] = useQueryStates(adviceParsers, { history: 'replace' });
  return (
    <QueryState query={query}>
      {(answer) => (
        <AdviceBoard databaseId={databaseId} answer={answer} filter={filter} onFilter={setFilter} />
      )}
    </QueryState>
  );
}
