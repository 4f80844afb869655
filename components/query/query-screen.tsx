'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { buttonClass } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonStack } from '@/components/ui/skeleton';
import { SqlBlock } from '@/components/ui/sql-block';
import { type QueryAnswer, queryQuery } from '@/lib/api/queries';
import { FindingsCard } from '../hypertable/finding-links';
import { MissingNote } from '../hypertables/unavailable-state';
import { planHref } from '../queries/query-href';
import { WINDOW_IDS, WINDOWS, windowWords } from '../queries/window-words';
import { EntriesTable } from './entries-table';
import { formatSql } from './format-sql';
import { QueryNumbers } from './query-numbers';
import { UsualCard } from './usual-card';

const QueryCharts = dynamic(() => import('./query-charts').then((part) => part.QueryCharts));

/** One statement: its text, what it takes, what is usual for it, and how that came about. */
export function QueryScreen({
  databaseId,
  queryId,
}: {
  readonly databaseId: string;
  readonly queryId: string;
}) {
  const [window, setWindow] = useQueryState('window', parseAsStringLiteral(WINDOW_IDS).withDefault('reset'));
  const query = useQuery({ ...queryQuery(databaseId, queryId, window), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        eyebrow={
          <Link
            href={`/d/${encodeURIComponent(databaseId)}/queries`}
            className="hover:text-ink hover:underline"
          >
            Queries
          </Link>
        }
        title={
          <>
            Query <span className="nums break-all font-normal text-faint">{queryId}</span>
          </>
        }
        summary={query.data && coverage(query.data)}
        actions={
          <>
            <Segmented label="Window" segments={WINDOWS} value={window} onChange={setWindow} />
            <Link href={planHref(databaseId, queryId)} prefetch={false} className={buttonClass('secondary')}>
              Plan
            </Link>
          </>
        }
      />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-48', 'h-80']} />}>
        {(answer) => (
          <div className="flex flex-col gap-5">
            <MissingNote missing={answer.missing} className="" />
            <FindingsCard databaseId={databaseId} findings={answer.findings.filter(isOpen)} />
            <QueryNumbers answer={answer} />
            <UsualCard answer={answer} />
            <SqlBlock
              title={answer.query === null ? 'Its text is hidden from the monitoring role' : 'Text'}
              sql={answer.query === null ? '' : formatSql(answer.query)}
            />
            <EntriesTable entries={answer.entries} />
            <Card>
              <QueryCharts databaseId={databaseId} queryId={queryId} />
            </Card>
          </div>
        )}
      </QueryState>
    </>
  );
}

const isOpen = ({ state }: QueryAnswer['findings'][number]) => state === 'open' || state === 'regressed';

const coverage = ({ window }: QueryAnswer) =>
  window.problem === null ? `What it did ${windowWords(window)}.` : `${window.problem}.`;
