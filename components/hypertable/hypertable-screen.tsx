'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { hypertableQuery } from '@/lib/api/hypertable';
import { MissingNote } from '../hypertables/unavailable-state';
import { ChunkArea } from './chunk-area';
import { FindingsCard } from './findings-card';
import { HypertableStats } from './hypertable-stats';

/** One hypertable: what it holds, what acts on it, what is wrong with it. */
export function HypertableScreen({
  databaseId,
  schema,
  name,
}: {
  readonly databaseId: string;
  readonly schema: string;
  readonly name: string;
}) {
  const query = useQuery(hypertableQuery(databaseId, schema, name));
  const kind = query.data?.hypertable.kind;
  return (
    <>
      <PageHeader
        eyebrow={
          <Link
            href={`/d/${encodeURIComponent(databaseId)}/hypertables`}
            className="hover:text-ink hover:underline"
          >
            Hypertables
          </Link>
        }
        title={
          <span className="break-all">
            <span className="font-normal text-faint">{schema}.</span>
            {name}
          </span>
        }
        summary={kind === 'continuous-aggregate' ? 'Holds the rows of a continuous aggregate.' : null}
      />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-[32rem]', 'h-80']} />}>
        {(answer) => (
          <div className="flex flex-col gap-5">
            <MissingNote missing={answer.missing} className="" />
            <HypertableStats answer={answer} />
            <FindingsCard databaseId={databaseId} answer={answer} />
            <ChunkArea databaseId={databaseId} hypertable={answer} />
          </div>
        )}
      </QueryState>
    </>
  );
}
