import type { ArtifactName } from '@/lib/collect/snapshot';
import columnstoreChunksOverdue from './columnstore/chunks-overdue';
import columnstorePolicyMissing from './columnstore/policy-missing';
import continuousAggregatesLagHigh from './continuous-aggregates/lag-high';
import continuousAggregatesNeverMaterialized from './continuous-aggregates/never-materialized';
import continuousAggregatesPolicyMissing from './continuous-aggregates/policy-missing';
import continuousAggregatesRefreshWindowMeetsColumnstore from './continuous-aggregates/refresh-window-meets-columnstore';
import hypertablesIndexMissingOnChunks from './hypertables/index-missing-on-chunks';
import hypertablesIntervalMismatchAfterChange from './hypertables/interval-mismatch-after-change';
import retentionDestroysAggregateHistory from './retention/destroys-aggregate-history';
import retentionOverdue from './retention/overdue';
import retentionPolicyMissing from './retention/policy-missing';
import retentionShorterThanChunk from './retention/shorter-than-chunk';
import type { Rule } from './rule';

/** A rule whose own needs are forgotten, for lists. */
export type AnyRule = Rule<ArtifactName, ArtifactName>;

/** Every rule, by hand; `registry.test.ts` fails when a rule's file is not listed. */
export const rules: readonly AnyRule[] = [
  columnstoreChunksOverdue,
  columnstorePolicyMissing,
  continuousAggregatesLagHigh,
  continuousAggregatesNeverMaterialized,
  continuousAggregatesPolicyMissing,
  continuousAggregatesRefreshWindowMeetsColumnstore,
  hypertablesIndexMissingOnChunks,
  hypertablesIntervalMismatchAfterChange,
  retentionDestroysAggregateHistory,
  retentionOverdue,
  retentionPolicyMissing,
  retentionShorterThanChunk,
];
