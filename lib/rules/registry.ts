import type { ArtifactName } from '@/lib/collect/snapshot';
import columnstoreAgeTooShort from './columnstore/age-too-short';
import columnstoreBatchesUnderFilled from './columnstore/batches-under-filled';
import columnstoreBloomFiltersUnread from './columnstore/bloom-filters-unread';
import columnstoreChunksOverdue from './columnstore/chunks-overdue';
import columnstoreChunksPartial from './columnstore/chunks-partial';
import columnstoreChunksUnordered from './columnstore/chunks-unordered';
import columnstoreDecompressionLimitHit from './columnstore/decompression-limit-hit';
import columnstoreDisabledOnLarge from './columnstore/disabled-on-large';
import columnstoreMergeIntervalUnaligned from './columnstore/merge-interval-unaligned';
import columnstorePolicyMissing from './columnstore/policy-missing';
import columnstoreRatioPoor from './columnstore/ratio-poor';
import columnstoreSegmentbyHighCardinality from './columnstore/segmentby-high-cardinality';
import columnstoreSegmentbyMissing from './columnstore/segmentby-missing';
import columnstoreSettingsDrifted from './columnstore/settings-drifted';
import columnstoreSizeRowsMissing from './columnstore/size-rows-missing';
import continuousAggregatesChunkIntervalNotAboveBucket from './continuous-aggregates/chunk-interval-not-above-bucket';
import continuousAggregatesGroupIndexMissing from './continuous-aggregates/group-index-missing';
import continuousAggregatesHistoryMissing from './continuous-aggregates/history-missing';
import continuousAggregatesInvalidationLogLarge from './continuous-aggregates/invalidation-log-large';
import continuousAggregatesInvalidationSkipped from './continuous-aggregates/invalidation-skipped';
import continuousAggregatesLagHigh from './continuous-aggregates/lag-high';
import continuousAggregatesNeverMaterialized from './continuous-aggregates/never-materialized';
import continuousAggregatesPoliciesConflicting from './continuous-aggregates/policies-conflicting';
import continuousAggregatesPolicyMissing from './continuous-aggregates/policy-missing';
import continuousAggregatesRealTimeTailLarge from './continuous-aggregates/real-time-tail-large';
import continuousAggregatesRefreshUnbatched from './continuous-aggregates/refresh-unbatched';
import continuousAggregatesRefreshUnfinished from './continuous-aggregates/refresh-unfinished';
import continuousAggregatesRefreshWindowMeetsColumnstore from './continuous-aggregates/refresh-window-meets-columnstore';
import continuousAggregatesWatermarkCorrupt from './continuous-aggregates/watermark-corrupt';
import continuousAggregatesWatermarkInFuture from './continuous-aggregates/watermark-in-future';
import continuousAggregatesWorkloadCandidate from './continuous-aggregates/workload-candidate';
import hypertablesCatalogChunkMissing from './hypertables/catalog-chunk-missing';
import hypertablesCheckConstraintStale from './hypertables/check-constraint-stale';
import hypertablesChunkCountHigh from './hypertables/chunk-count-high';
import hypertablesChunkIntervalTooLarge from './hypertables/chunk-interval-too-large';
import hypertablesChunkIntervalTooSmall from './hypertables/chunk-interval-too-small';
import hypertablesChunksFrozen from './hypertables/chunks-frozen';
import hypertablesChunksInFuture from './hypertables/chunks-in-future';
import hypertablesColumnRangeInverted from './hypertables/column-range-inverted';
import hypertablesIndexDuplicate from './hypertables/index-duplicate';
import hypertablesIndexInvalid from './hypertables/index-invalid';
import hypertablesIndexMissingOnChunks from './hypertables/index-missing-on-chunks';
import hypertablesIndexUnused from './hypertables/index-unused';
import hypertablesIntervalMismatchAfterChange from './hypertables/interval-mismatch-after-change';
import hypertablesLockTableSmall from './hypertables/lock-table-small';
import hypertablesOrphanRelations from './hypertables/orphan-relations';
import hypertablesRewriteLeftover from './hypertables/rewrite-leftover';
import hypertablesSpacePartitions from './hypertables/space-partitions';
import hypertablesStatisticsMissing from './hypertables/statistics-missing';
import hypertablesTablespaceSingle from './hypertables/tablespace-single';
import hypertablesTimeIndexMissing from './hypertables/time-index-missing';
import hypertablesTimeType from './hypertables/time-type';
import hypertablesVacuumLag from './hypertables/vacuum-lag';
import hypertablesXidAge from './hypertables/xid-age';
import indexesBloated from './indexes/bloated';
import indexesDuplicate from './indexes/duplicate';
import indexesForeignKeyUnindexed from './indexes/foreign-key-unindexed';
import indexesInvalid from './indexes/invalid';
import indexesRedundant from './indexes/redundant';
import indexesUnused from './indexes/unused';
import indexesWorkloadCandidate from './indexes/workload-candidate';
import jobsFailing from './jobs/failing';
import jobsHistoryBloated from './jobs/history-bloated';
import jobsNotScheduled from './jobs/not-scheduled';
import jobsOwnerUnusable from './jobs/owner-unusable';
import jobsReorderUseless from './jobs/reorder-useless';
import jobsRunningTooLong from './jobs/running-too-long';
import jobsScheduleOverrun from './jobs/schedule-overrun';
import jobsSchedulerDuplicate from './jobs/scheduler-duplicate';
import jobsSchedulerMissing from './jobs/scheduler-missing';
import jobsStartOverdue from './jobs/start-overdue';
import jobsStartsTogether from './jobs/starts-together';
import jobsWorkersTooFew from './jobs/workers-too-few';
import queriesRegressed from './queries/regressed';
import queriesStatementsLossy from './queries/statements-lossy';
import queriesTempHeavy from './queries/temp-heavy';
import replicationLag from './replication/lag';
import replicationSlotInactive from './replication/slot-inactive';
import replicationSlotRetaining from './replication/slot-retaining';
import replicationSlotUnlimited from './replication/slot-unlimited';
import replicationStandbyDisconnected from './replication/standby-disconnected';
import replicationSubscriptionStopped from './replication/subscription-stopped';
import retentionBeforeColumnstore from './retention/before-columnstore';
import retentionDestroysAggregateHistory from './retention/destroys-aggregate-history';
import retentionDropsBeforeMaterialized from './retention/drops-before-materialized';
import retentionOverdue from './retention/overdue';
import retentionPolicyMissing from './retention/policy-missing';
import retentionShorterThanChunk from './retention/shorter-than-chunk';
import type { Rule } from './rule';
import securityDefaultPrivilegesPublic from './security/default-privileges-public';
import securityDefinerSearchPathOpen from './security/definer-search-path-open';
import securityEncryptionOff from './security/encryption-off';
import securityExtensionReachesOut from './security/extension-reaches-out';
import securityHostRulesWeak from './security/host-rules-weak';
import securityLogHoldsValues from './security/log-holds-values';
import securityOwnRolePowerful from './security/own-role-powerful';
import securityPasswordsMd5 from './security/passwords-md5';
import securityPublicSchemaWritable from './security/public-schema-writable';
import securityRolePowerful from './security/role-powerful';
import securityRowSecurityMismatch from './security/row-security-mismatch';
import securitySessionsPlain from './security/sessions-plain';
import securityStatementsHoldPasswords from './security/statements-hold-passwords';
import securitySuperusersMany from './security/superusers-many';
import securityTlsOldAllowed from './security/tls-old-allowed';
import securityViewPastRowPolicies from './security/view-past-row-policies';
import serverBackendSyncs from './server/backend-syncs';
import serverBackendWrites from './server/backend-writes';
import serverCacheHitLow from './server/cache-hit-low';
import serverChecksumFailures from './server/checksum-failures';
import serverCrashed from './server/crashed';
import serverDeadlocks from './server/deadlocks';
import serverDiskFilling from './server/disk-filling';
import serverRollbacksHigh from './server/rollbacks-high';
import serverTemporaryFiles from './server/temporary-files';
import sessionsBlocked from './sessions/blocked';
import sessionsConnectionsNearLimit from './sessions/connections-near-limit';
import sessionsIdleInTransaction from './sessions/idle-in-transaction';
import sessionsLockTableFilling from './sessions/lock-table-filling';
import sessionsPreparedTransactionOld from './sessions/prepared-transaction-old';
import sessionsTransactionLong from './sessions/transaction-long';
import settingsAutovacuumOff from './settings/autovacuum-off';
import settingsAutovacuumSlowForChunks from './settings/autovacuum-slow-for-chunks';
import settingsChecksumsOff from './settings/checksums-off';
import settingsChunkCacheTooSmall from './settings/chunk-cache-too-small';
import settingsColumnarIndexScanOn from './settings/columnar-index-scan-on';
import settingsDataAtRisk from './settings/data-at-risk';
import settingsDefaultUnsuited from './settings/default-unsuited';
import settingsDiagnosticsOff from './settings/diagnostics-off';
import settingsFileError from './settings/file-error';
import settingsHugePagesUnused from './settings/huge-pages-unused';
import settingsIdleTransactionsUnlimited from './settings/idle-transactions-unlimited';
import settingsJobLoggingOff from './settings/job-logging-off';
import settingsMaxWalSizeSmall from './settings/max-wal-size-small';
import settingsMemoryUnfit from './settings/memory-unfit';
import settingsPlanMethodOff from './settings/plan-method-off';
import settingsPlannerFeatureOff from './settings/planner-feature-off';
import settingsRestartPending from './settings/restart-pending';
import settingsSynchronousCommitOff from './settings/synchronous-commit-off';
import settingsTelemetryOn from './settings/telemetry-on';
import settingsWalLevelMinimal from './settings/wal-level-minimal';
import tablesKeyTypeSmall from './tables/key-type-small';
import tablesPrimaryKeyMissing from './tables/primary-key-missing';
import tablesReplicaIdentityMissing from './tables/replica-identity-missing';
import tablesSequenceExhausting from './tables/sequence-exhausting';
import tablesUnlogged from './tables/unlogged';
import vacuumAnalyzeStale from './vacuum/analyze-stale';
import vacuumAutovacuumSaturated from './vacuum/autovacuum-saturated';
import vacuumDisabledOnTable from './vacuum/disabled-on-table';
import vacuumHorizonHeld from './vacuum/horizon-held';
import vacuumInsertOnlyUnvacuumed from './vacuum/insert-only-unvacuumed';
import vacuumMultixactAge from './vacuum/multixact-age';
import vacuumQueue from './vacuum/queue';
import vacuumTableBloat from './vacuum/table-bloat';
import vacuumXidAge from './vacuum/xid-age';
import versionsCatalogMismatch from './versions/catalog-mismatch';
import versionsExtensionUpdatePending from './versions/extension-update-pending';
import versionsLicenceBlocksFeatures from './versions/licence-blocks-features';
import versionsNotPreloaded from './versions/not-preloaded';
import versionsPostgresMinorUnsafe from './versions/postgres-minor-unsafe';
import versionsPostgresUnsupported from './versions/postgres-unsupported';
import versionsReleaseAdvisory from './versions/release-advisory';
import versionsRestoringLeftOn from './versions/restoring-left-on';
import versionsUpgradeBlocked from './versions/upgrade-blocked';
import versionsViewsDependOnCatalog from './versions/views-depend-on-catalog';
import walArchiverFailing from './wal/archiver-failing';
import walArchiverNotRunning from './wal/archiver-not-running';
import walDirectoryLarge from './wal/directory-large';
import walRateUnusual from './wal/rate-unusual';

/** A rule whose own needs are forgotten, for lists. */
export type AnyRule = Rule<ArtifactName, ArtifactName>;

/** Every rule, by hand; `registry.test.ts` fails when a rule's file is not listed. */
export const rules: readonly AnyRule[] = [
  columnstoreAgeTooShort,
  columnstoreBatchesUnderFilled,
  columnstoreBloomFiltersUnread,
  columnstoreChunksOverdue,
  columnstoreChunksPartial,
  columnstoreChunksUnordered,
  columnstoreDecompressionLimitHit,
  columnstoreDisabledOnLarge,
  columnstoreMergeIntervalUnaligned,
  columnstorePolicyMissing,
  columnstoreRatioPoor,
  columnstoreSegmentbyHighCardinality,
  columnstoreSegmentbyMissing,
  columnstoreSettingsDrifted,
  columnstoreSizeRowsMissing,
  continuousAggregatesChunkIntervalNotAboveBucket,
  continuousAggregatesGroupIndexMissing,
  continuousAggregatesHistoryMissing,
  continuousAggregatesInvalidationLogLarge,
  continuousAggregatesInvalidationSkipped,
  continuousAggregatesLagHigh,
  continuousAggregatesNeverMaterialized,
  continuousAggregatesPoliciesConflicting,
  continuousAggregatesPolicyMissing,
  continuousAggregatesRealTimeTailLarge,
  continuousAggregatesRefreshUnbatched,
  continuousAggregatesRefreshUnfinished,
  continuousAggregatesRefreshWindowMeetsColumnstore,
  continuousAggregatesWatermarkCorrupt,
  continuousAggregatesWatermarkInFuture,
  continuousAggregatesWorkloadCandidate,
  hypertablesCatalogChunkMissing,
  hypertablesCheckConstraintStale,
  hypertablesColumnRangeInverted,
  hypertablesChunkCountHigh,
  hypertablesChunkIntervalTooLarge,
  hypertablesChunkIntervalTooSmall,
  hypertablesChunksFrozen,
  hypertablesChunksInFuture,
  hypertablesIndexDuplicate,
  hypertablesIndexInvalid,
  hypertablesIndexMissingOnChunks,
  hypertablesIndexUnused,
  hypertablesIntervalMismatchAfterChange,
  hypertablesLockTableSmall,
  hypertablesOrphanRelations,
  hypertablesRewriteLeftover,
  hypertablesSpacePartitions,
  hypertablesStatisticsMissing,
  hypertablesTablespaceSingle,
  hypertablesTimeIndexMissing,
  hypertablesTimeType,
  hypertablesVacuumLag,
  hypertablesXidAge,
  indexesBloated,
  indexesDuplicate,
  indexesForeignKeyUnindexed,
  indexesInvalid,
  indexesRedundant,
  indexesUnused,
  indexesWorkloadCandidate,
  jobsFailing,
  jobsHistoryBloated,
  jobsNotScheduled,
  jobsOwnerUnusable,
  jobsReorderUseless,
  jobsRunningTooLong,
  jobsScheduleOverrun,
  jobsSchedulerDuplicate,
  jobsSchedulerMissing,
  jobsStartOverdue,
  jobsStartsTogether,
  jobsWorkersTooFew,
  retentionBeforeColumnstore,
  queriesRegressed,
  queriesStatementsLossy,
  queriesTempHeavy,
  retentionDestroysAggregateHistory,
  retentionDropsBeforeMaterialized,
  retentionOverdue,
  retentionPolicyMissing,
  retentionShorterThanChunk,
  securityDefaultPrivilegesPublic,
  securityDefinerSearchPathOpen,
  securityEncryptionOff,
  securityExtensionReachesOut,
  securityHostRulesWeak,
  securityLogHoldsValues,
  securityOwnRolePowerful,
  securityPasswordsMd5,
  securityPublicSchemaWritable,
  securityRolePowerful,
  securityRowSecurityMismatch,
  securitySessionsPlain,
  securityStatementsHoldPasswords,
  securitySuperusersMany,
  securityTlsOldAllowed,
  securityViewPastRowPolicies,
  settingsAutovacuumOff,
  settingsAutovacuumSlowForChunks,
  settingsChecksumsOff,
  settingsChunkCacheTooSmall,
  settingsColumnarIndexScanOn,
  settingsDataAtRisk,
  settingsDefaultUnsuited,
  settingsDiagnosticsOff,
  settingsFileError,
  settingsHugePagesUnused,
  settingsIdleTransactionsUnlimited,
  settingsJobLoggingOff,
  settingsMaxWalSizeSmall,
  settingsMemoryUnfit,
  settingsPlanMethodOff,
  settingsPlannerFeatureOff,
  settingsRestartPending,
  settingsSynchronousCommitOff,
  settingsTelemetryOn,
  settingsWalLevelMinimal,
  sessionsBlocked,
  sessionsConnectionsNearLimit,
  sessionsIdleInTransaction,
  sessionsLockTableFilling,
  sessionsPreparedTransactionOld,
  sessionsTransactionLong,
  replicationLag,
  replicationSlotInactive,
  replicationSlotRetaining,
  replicationSlotUnlimited,
  replicationStandbyDisconnected,
  replicationSubscriptionStopped,
  walArchiverFailing,
  walArchiverNotRunning,
  walDirectoryLarge,
  walRateUnusual,
  serverBackendSyncs,
  serverBackendWrites,
  serverCacheHitLow,
  serverChecksumFailures,
  serverCrashed,
  serverDeadlocks,
  serverDiskFilling,
  serverRollbacksHigh,
  serverTemporaryFiles,
  tablesKeyTypeSmall,
  tablesPrimaryKeyMissing,
  tablesReplicaIdentityMissing,
  tablesSequenceExhausting,
  tablesUnlogged,
  vacuumAnalyzeStale,
  vacuumAutovacuumSaturated,
  vacuumDisabledOnTable,
  vacuumHorizonHeld,
  vacuumInsertOnlyUnvacuumed,
  vacuumMultixactAge,
  vacuumQueue,
  vacuumTableBloat,
  vacuumXidAge,
  versionsCatalogMismatch,
  versionsExtensionUpdatePending,
  versionsLicenceBlocksFeatures,
  versionsNotPreloaded,
  versionsPostgresMinorUnsafe,
  versionsPostgresUnsupported,
  versionsReleaseAdvisory,
  versionsRestoringLeftOn,
  versionsUpgradeBlocked,
  versionsViewsDependOnCatalog,
];
