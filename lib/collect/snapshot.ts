import type { Queryable } from '@/lib/db/queryable';
import type { ServerFacts } from '@/lib/db/server';
import { chunks } from './chunks';
import { type Artifact, type Collector, collect, type Tier } from './collector';
import { compressionSettings } from './compression-settings';
import { continuousAggregates } from './continuous-aggregates';
import { hypertableColumns } from './hypertable-columns';
import { hypertableIndexes } from './hypertable-indexes';
import { hypertables } from './hypertables';
import { jobErrors } from './job-errors';
import { jobs } from './jobs';
import { policies } from './policies';
import { settings } from './settings';

/** Every collector, by hand, so that the artifacts are typed and can be found by searching for their name. */
export const collectors = {
  settings,
  hypertables,
  hypertableColumns,
  hypertableIndexes,
  chunks,
  compressionSettings,
  continuousAggregates,
  jobs,
  jobErrors,
  policies,
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
