'use client';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { FreshnessChip } from '@/components/ui/freshness-chip';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { ACTIVITY_EVERY_SECONDS, type ActivityAnswer, activityQuery } from '@/lib/api/activity';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { FindingLinks } from '../hypertable/finding-links';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { activitySummary } from './activity-summary';
import { ActivityTiles } from './activity-tiles';
import { BlockingTree } from './blocking-tree';
import { HistoryCharts } from './history-charts';
import { LongTransactions } from './long-transactions';
import { ProgressCard } from './progress-card';
import { SessionsTable } from './sessions-table';
import { StatesCard } from './states-card';

const CHARTS = [
  {
    title: 'Sessions',
    unit: 'sessions',
    format: count,
    lines: [
      ['connections', 'connections'],
      ['activeSessions', 'active'],
      ['idleInTransactionSessions', 'idle in a transaction'],
    ],
  },
  { title: 'Blocked sessions', unit: 'sessions', format: count, lines: [['blockedSessions', 'blocked']] },
  {
    title: 'Oldest transaction',
    unit: 'seconds',
    format: duration,
    lines: [['oldestTransactionSeconds', 'oldest transaction']],
  },
  { title: 'Table of locks', unit: 'share in use', format: percent, lines: [['lockTableRatio', 'in use']] },
] as const;

/** Who does what, and who waits for whom, now? */
export function ActivityScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(activityQuery(databaseId));
  const { data, isFetching } = query;
  return (
    <>
      <PageHeader
        title="Activity"
        {...(data?.activity && { summary: activitySummary(data) })}
        actions={
          data?.activity && (
            <FreshnessChip
              at={data.snapshotAt}
              everySeconds={ACTIVITY_EVERY_SECONDS}
              isRefreshing={isFetching}
            />
          )
        }
      />
      <QueryState query={query} skeleton={<Loading />}>
        {(answer) =>
          answer.activity === null ? (
            <UnavailableState missing={answer.missing} />
          ) : (
            <Board databaseId={databaseId} answer={answer} />
          )
        }
      </QueryState>
    </>
  );
}

function Board({ databaseId, answer }: { readonly databaseId: string; readonly answer: ActivityAnswer }) {
  const { findings, sessions, progress, preparedTransactions, activity, missing } = answer;
  return (
    <div className="flex flex-col gap-5">
      <MissingNote missing={missing} className="" />
      {findings.length > 0 && (
        <Card className="overflow-hidden">
          <FindingLinks databaseId={databaseId} findings={findings} label="About sessions" />
        </Card>
      )}
      <ActivityTiles answer={answer} />
      {sessions && <BlockingTree sessions={sessions} />}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {activity && <StatesCard activity={activity} sessions={sessions} />}
        {progress && <ProgressCard work={progress} />}
      </div>
      {sessions && <LongTransactions sessions={sessions} prepared={preparedTransactions ?? []} />}
      {sessions && <SessionsTable sessions={sessions} />}
      <HistoryCharts databaseId={databaseId} charts={CHARTS} />
    </div>
  );
}

function Loading() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-24" />
      <Skeleton className="h-40" />
      <Skeleton className="h-96" />
    </div>
  );
}
