'use client';
import { useQuery } from '@tanstack/react-query';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { compressionQuery } from '@/lib/api/compression';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { CompressionReport } from './compression-report';
import { verdict } from './verdict';

/** What does the columnstore save, and what could it save? */
export function CompressionScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(compressionQuery(databaseId));
  const totals = query.data?.totals;
  return (
    <>
      <PageHeader title="Compression" summary={totals && verdict(totals)} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-72', 'h-96']} />}>
        {(answer) =>
          answer.hypertables === null ? (
            <UnavailableState missing={answer.missing} />
          ) : (
            <>
              <MissingNote missing={answer.missing} />
              <CompressionReport databaseId={databaseId} answer={answer} hypertables={answer.hypertables} />
            </>
          )
        }
      </QueryState>
    </>
  );
}
