'use client';
import { useQuery } from '@tanstack/react-query';
import { HistoryCharts } from '@/components/history/history-charts';
import { FreshnessChip } from '@/components/ui/freshness-chip';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { ACTIVITY_EVERY_SECONDS, type ActivityAnswer, activityQuery } from '@/lib/api/activity';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { FindingsCard } from '../hypertable/finding-links';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { activitySummary } from './activity-summary';
import { ActivityTiles } from './activity-tiles';
import { BlockingTree } from './blocking-tree';
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
      { metric: 'connections', label: 'connections' },
      { metric: 'activeSessions', label: 'active' },
      { metric: 'idleInTransactionSessions', label: 'idle in a transaction' },
    ],
  },
  {
    title: 'Blocked sessions',
    unit: 'sessions',
    format: count,
    // Sessions are whole: below four the scale would count in quarters.
    leastPeak: 4,
    lines: [{ metric: 'blockedSessions', label: 'blocked' }],
  },
  {
    title: 'Oldest transaction',
    unit: 'seconds',
    format: duration,
    scaleBase: 60,
    lines: [{ metric: 'oldestTransactionSeconds', label: 'oldest transaction' }],
  },
  {
    title: 'Table of locks',
    unit: 'share in use',
    format: percent,
    // Below, every mark of the scale would be less than 0.1 %.
    leastPeak: 0.01,
    lines: [{ metric: 'lockTableRatio', label: 'in use' }],
  },
] as const;

/** Who does what, and who waits for whom, now? */
export function ActivityScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(activityQuery(databaseId));
  const { data, isFetching } = query;
  return (
    <>
      <PageHeader
        title="Activity"
        summary={data?.activity && activitySummary(data)}
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
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-40', 'h-96']} />}>
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
      <FindingsCard databaseId={databaseId} findings={findings} label="About sessions" />
      <ActivityTiles answer={answer} />
      {sessions && <BlockingTree sessions={sessions} />}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {activity && <StatesCard activity={activity} sessions={sessions} />}
        {progress && <ProgressCard work={progress} />}
      </div>
      {sessions && <LongTransactions sessions={sessions} prepared={preparedTransactions ?? []} />}
      {sessions && <SessionsTable sessions={sessions} />}
      <HistoryCharts databaseId={databaseId} charts={CHARTS} firstRange="1h" />
    </div>
  );
}
