import type { SettingsAnswer } from '@/lib/api/settings';
import type { Tier } from '@/lib/collect/collector';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { HistoryStatus } from '@/lib/history/history';
import { databaseSummary } from './database-summary';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';

const TIERS: readonly Tier[] = ['live', 'standard', 'catalog', 'exact'];

/** How long history keeps what: given by its owner, so that this file need not know its schema. */
export interface HistoryFacts extends HistoryStatus {
  readonly engine: string | null;
  readonly rawDays: number;
  readonly hourlyDays: number;
}

/** The server's settings, and ours for this database. */
export function settingsAnswer(view: DatabaseView, history: HistoryFacts): SettingsAnswer {
  const { target, snapshot } = view;
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    database: databaseSummary(view),
    server: serverOf(view),
    profile: {
      memoryBytes: target.profile.memoryBytes ?? null,
      cores: target.profile.cores ?? null,
      diskKind: target.profile.diskKind ?? null,
      workload: target.profile.workload ?? null,
      diskBytes: target.profile.diskBytes ?? null,
      byteThresholdRatio: target.profile.byteThresholdRatio ?? null,
      pricePerGibMonth: target.profile.pricePerGibMonth ?? null,
      pricePerTablespaceGibMonth: target.profile.pricePerTablespaceGibMonth ?? null,
      currency: target.profile.currency ?? null,
    },
    settings: artifactRows(snapshot, 'settings')?.map((row) => ({ ...row })) ?? null,
    tiers: TIERS.map((tier) => tierOf(view, tier)),
    history: {
      status: history.problem === null ? 'up' : 'down',
      reason: history.problem,
      engine: history.engine,
      bufferedSamples: history.waitingWrites,
      droppedSamples: history.droppedWrites,
      rawDays: history.rawDays,
      hourlyDays: history.hourlyDays,
    },
    missing: missingArtifacts(snapshot, ['settings']),
  };
}

function serverOf({ snapshot }: DatabaseView): SettingsAnswer['server'] {
  if (!snapshot) return null;
  const { version, databaseName, roleName, isSuperuser, isMonitor, extensions } = snapshot.server;
  return { version, databaseName, roleName, isSuperuser, isMonitor, extensions };
}

function tierOf({ costs, snapshot }: DatabaseView, tier: Tier): SettingsAnswer['tiers'][number] {
  const own = costs.filter((cost) => cost.tier === tier);
  const times = own.flatMap(({ collector }) => {
    const artifact = snapshot?.artifacts[collector];
    return artifact?.status === 'ok' ? [artifact.collectedAt] : [];
  });
  const measured = own.flatMap(({ lastTookMs }) => (lastTookMs === null ? [] : [lastTookMs]));
  return {
    tier,
    everySeconds: Math.min(...own.map(({ intervalSeconds }) => intervalSeconds)),
    budgetMs: own[0]?.budgetMs ?? 0,
    collectedAt: times.sort().at(-1) ?? null,
    tookMs: measured.length === 0 ? null : measured.reduce((sum, ms) => sum + ms, 0),
  };
}
