import type { OverviewAnswer } from '@/lib/api/overview';
import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { Metric } from '@/lib/derive/metrics';
import { METRICS } from '@/lib/derive/metrics';
import type { HistoryEvent } from '@/lib/history/events';
import { changesSince } from './changes';
import { databaseSummary } from './database-summary';
import type { DatabaseView } from './database-view';

const DAY_MS = 86_400_000;
const MOST_CHANGES = 30;

type Tile = OverviewAnswer['tiles'][number];

interface TilePlan {
  readonly metric: Metric;
  readonly label: string;
  readonly unit: Tile['unit'];
  readonly artifact: ArtifactName;
  readonly source: string;
  /** Why there may be no value although the artifact was read. */
  readonly empty: string;
  readonly limit?: (view: DatabaseView) => number | null;
}

const RATE_PENDING = 'a rate needs two readings of the same counters';

const TILES: readonly TilePlan[] = [
  {
    metric: 'connections',
    label: 'Connections',
    unit: 'count',
    artifact: 'activity',
    source: 'pg_stat_activity',
    empty: 'sessions of other roles are hidden',
    limit: (view) => first(view, 'activity')?.usableConnections ?? null,
  },
  {
    metric: 'transactionsPerSecond',
    label: 'Transactions',
    unit: 'perSecond',
    artifact: 'databaseCounters',
    source: 'pg_stat_database',
    empty: RATE_PENDING,
  },
  {
    metric: 'cacheHitRatio',
    label: 'Cache hits',
    unit: 'ratio',
    artifact: 'databaseCounters',
    source: 'pg_stat_database',
    empty: 'nothing was read between the last two readings',
  },
  {
    metric: 'walBytesPerSecond',
    label: 'WAL written',
    unit: 'bytesPerSecond',
    artifact: 'wal',
    source: 'pg_current_wal_lsn()',
    empty: RATE_PENDING,
  },
  {
    metric: 'replicationLagSeconds',
    label: 'Replication lag',
    unit: 'seconds',
    artifact: 'replication',
    source: 'pg_stat_replication',
    empty: 'no standby streams from this server, or none reports a lag that this role sees',
  },
  {
    metric: 'oldestTransactionSeconds',
    label: 'Oldest transaction',
    unit: 'seconds',
    artifact: 'activity',
    source: 'pg_stat_activity',
    empty: 'sessions of other roles are hidden',
  },
  {
    metric: 'blockedSessions',
    label: 'Blocked sessions',
    unit: 'count',
    artifact: 'activity',
    source: 'pg_stat_activity',
    empty: 'sessions of other roles are hidden',
  },
  {
    metric: 'jobsFailing',
    label: 'Jobs failing',
    unit: 'count',
    artifact: 'jobs',
    source: '_timescaledb_internal.bgw_job_stat',
    empty: 'there are no jobs',
  },
];

/** What the live tiles show now, and what changed within a day. */
export function overviewAnswer(
  view: DatabaseView,
  events: readonly HistoryEvent[],
  nowMs: number,
): OverviewAnswer {
  return {
    databaseId: view.target.id,
    snapshotAt: view.snapshot?.takenAt ?? null,
    database: databaseSummary(view),
    tiles: TILES.map((plan) => tile(view, plan)),
    changes: changesSince(view, events, nowMs - DAY_MS).slice(0, MOST_CHANGES),
  };
}

function tile(view: DatabaseView, { artifact, empty, limit, ...plan }: TilePlan): Tile {
  const latest = view.latest(plan.metric);
  return {
    metric: plan.metric,
    label: plan.label || METRICS[plan.metric],
    unit: plan.unit,
    source: plan.source,
    value: latest?.value ?? null,
    reason: latest ? null : whyEmpty(view, artifact, empty),
    at: latest?.at ?? null,
    limit: limit?.(view) ?? null,
  };
}

function whyEmpty({ snapshot }: DatabaseView, name: ArtifactName, empty: string): string {
  const artifact = snapshot?.artifacts[name];
  if (!artifact) return 'not collected yet';
  return artifact.status === 'unavailable' ? artifact.reason : empty;
}

function first<Name extends ArtifactName>({ snapshot }: DatabaseView, name: Name): Row<Name> | null {
  return artifactRows(snapshot, name)?.[0] ?? null;
}
