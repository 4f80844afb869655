import type { Queryable } from '@/lib/db/queryable';
import type { ServerFacts } from '@/lib/db/server';
import { activity } from './activity';
import { aggregateDefinitions } from './aggregate-definitions';
import { archiver } from './archiver';
import { backgroundWorkers } from './background-workers';
import { catalogDefects } from './catalog-defects';
import { checkpoints } from './checkpoints';
import { chunkCompression } from './chunk-compression';
import { chunkSizes } from './chunk-sizes';
import { chunks } from './chunks';
import { type Artifact, type Collector, collect, type Tier } from './collector';
import { columnStatistics } from './column-statistics';
import { columnstoreDefaults } from './columnstore-defaults';
import { compressionSettings } from './compression-settings';
import { configurationFiles } from './configuration-files';
import { configurationLoad } from './configuration-load';
import { continuousAggregates } from './continuous-aggregates';
import { databaseCounters } from './database-counters';
import { databases } from './databases';
import { definerFunctions } from './definer-functions';
import { definerViews } from './definer-views';
import { dimensions } from './dimensions';
import { extensionDependents } from './extension-dependents';
import { extensions } from './extensions';
import { foreignKeys } from './foreign-keys';
import { horizonHolders } from './horizon-holders';
import { hostRules } from './host-rules';
import { hypertableColumns } from './hypertable-columns';
import { hypertableIndexes } from './hypertable-indexes';
import { hypertables } from './hypertables';
import { indexBloat } from './index-bloat';
import { indexes } from './indexes';
import { invalidChunkIndexes } from './invalid-chunk-indexes';
import { jobErrors } from './job-errors';
import { jobHistory } from './job-history';
import { jobHistoryStorage } from './job-history-storage';
import { jobs } from './jobs';
import { legacyBloomIndexes } from './legacy-bloom-indexes';
import { locks } from './locks';
import { ownReach } from './own-reach';
import { policies } from './policies';
import { preparedTransactions } from './prepared-transactions';
import { privileges } from './privileges';
import { progress } from './progress';
import { publicGrants } from './public-grants';
import { replication } from './replication';
import { replicationSlots } from './replication-slots';
import { roles } from './roles';
import { rowSecurity } from './row-security';
import { sequences } from './sequences';
import { sessionEncryption } from './session-encryption';
import { sessions } from './sessions';
import { settingOverrides } from './setting-overrides';
import { settings } from './settings';
import { standby } from './standby';
import { statementPasswords } from './statement-passwords';
import { statementTracking } from './statement-tracking';
import { statements } from './statements';
import { storageSizes } from './storage-sizes';
import { subscriptions } from './subscriptions';
import { tableBloat } from './table-bloat';
import { tables } from './tables';
import { tablespaces } from './tablespaces';
import { timescaleInstallation } from './timescale-installation';
import { upgradeBlockers } from './upgrade-blockers';
import { vacuums } from './vacuums';
import { wal } from './wal';

/** Every collector, by hand, so that the artifacts are typed and can be found by searching for their name. */
export const collectors = {
  settings,
  settingOverrides,
  configurationFiles,
  configurationLoad,
  roles,
  ownReach,
  publicGrants,
  definerFunctions,
  definerViews,
  rowSecurity,
  hostRules,
  sessionEncryption,
  extensions,
  privileges,
  databases,
  tablespaces,
  storageSizes,
  databaseCounters,
  activity,
  locks,
  sessions,
  progress,
  preparedTransactions,
  replication,
  standby,
  replicationSlots,
  subscriptions,
  wal,
  archiver,
  checkpoints,
  tables,
  tableBloat,
  vacuums,
  horizonHolders,
  indexes,
  foreignKeys,
  indexBloat,
  columnStatistics,
  sequences,
  statements,
  statementTracking,
  statementPasswords,
  hypertables,
  dimensions,
  hypertableColumns,
  hypertableIndexes,
  invalidChunkIndexes,
  chunks,
  chunkSizes,
  compressionSettings,
  chunkCompression,
  legacyBloomIndexes,
  catalogDefects,
  columnstoreDefaults,
  continuousAggregates,
  aggregateDefinitions,
  jobs,
  jobErrors,
  jobHistory,
  jobHistoryStorage,
  backgroundWorkers,
  policies,
  timescaleInstallation,
  upgradeBlockers,
  extensionDependents,
} as const;

export type ArtifactName = keyof typeof collectors;
/** One row of an artifact, as its collector's schema yields it. */
export type Row<Name extends ArtifactName> =
  (typeof collectors)[Name] extends Collector<string, infer R> ? R : never;
export type Artifacts = { readonly [Name in ArtifactName]?: Artifact<Row<Name>> };

/** All artifacts of one database; plain JSON. An artifact that is absent was not collected yet. */
export interface Snapshot {
  readonly databaseId: string;
  /** When the newest artifact was collected. */
  readonly takenAt: string;
  readonly server: ServerFacts;
  readonly artifacts: Artifacts;
}

/** Collects the artifacts of the given tiers, one after the other: one connection at a time, a bounded load. */
export async function collectTiers(
  database: Queryable,
  server: ServerFacts,
  tiers: readonly Tier[],
): Promise<Artifacts> {
  const artifacts: Record<string, Artifact<unknown>> = {};
  for (const [name, collector] of Object.entries<Collector<string, unknown>>(collectors)) {
    if (tiers.includes(collector.tier)) artifacts[name] = await collect(database, server, collector);
  }
  // Each value was made by the collector of that name, whose row schema is what `Artifacts` infers.
  return artifacts as Artifacts;
}
