'use client';
import { useQuery } from '@tanstack/react-query';
import { HistoryCharts } from '@/components/history/history-charts';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonStack } from '@/components/ui/skeleton';
import { type ReplicationAnswer, replicationQuery } from '@/lib/api/replication';
import { bytes, bytesPerSecond } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { FindingsCard } from '../hypertable/finding-links';
import { MissingNote, UnavailableState } from '../hypertables/unavailable-state';
import { ArchiverCard } from './archiver-card';
import { CheckpointsCard } from './checkpoints-card';
import { ReceiversCard } from './receivers-card';
import { isReceiverHidden, replicationSummary } from './replication-summary';
import { ReplicationTiles } from './replication-tiles';
import { SlotsCard } from './slots-card';
import { StandbyCard } from './standby-card';
import { SubscriptionsCard } from './subscriptions-card';

const CHARTS = [
  {
    title: 'Log written',
    unit: 'bytes a second',
    format: bytesPerSecond,
    scaleBase: 1_024,
    lines: [{ metric: 'walBytesPerSecond', label: 'log' }],
  },
  {
    title: 'Lag of the furthest',
    unit: 'bytes',
    format: bytes,
    scaleBase: 1_024,
    lines: [{ metric: 'replicationLagBytes', label: 'lag' }],
  },
  {
    title: 'Lag in time',
    unit: 'seconds',
    format: duration,
    scaleBase: 60,
    lines: [{ metric: 'replicationLagSeconds', label: 'lag' }],
  },
] as const;

/** Does everybody have the log, and who keeps it? */
export function ReplicationScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(replicationQuery(databaseId));
  const { data } = query;
  return (
    <>
      <PageHeader title="Replication & WAL" summary={data?.replication && replicationSummary(data)} />
      <QueryState query={query} skeleton={<SkeletonStack heights={['h-24', 'h-56', 'h-72']} />}>
        {(answer) =>
          answer.replication === null && answer.archiver === null ? (
            <UnavailableState missing={answer.missing} />
          ) : (
            <Board databaseId={databaseId} answer={answer} />
          )
        }
      </QueryState>
    </>
  );
}

function Board({ databaseId, answer }: { readonly databaseId: string; readonly answer: ReplicationAnswer }) {
  const { findings, missing, replication, standby, replicationSlots, subscriptions, archiver, checkpoints } =
    answer;
  return (
    <div className="flex flex-col gap-5">
      <MissingNote missing={missing} className="" />
      <FindingsCard databaseId={databaseId} findings={findings} label="About replication and the log" />
      <ReplicationTiles answer={answer} />
      {standby?.[0] && <StandbyCard standby={standby[0]} isHidden={isReceiverHidden(answer)} />}
      {replication && <ReceiversCard receivers={replication} />}
      {replicationSlots && <SlotsCard slots={replicationSlots} limitBytes={answer.slotLimitBytes} />}
      {subscriptions && subscriptions.length > 0 && <SubscriptionsCard subscriptions={subscriptions} />}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        {archiver && <ArchiverCard archiver={archiver} />}
        {checkpoints && <CheckpointsCard checkpoints={checkpoints} wal={answer.wal} />}
      </div>
      <HistoryCharts databaseId={databaseId} charts={CHARTS} />
    </div>
  );
}
