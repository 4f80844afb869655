import type { Target } from '@/lib/db/target';
import type { DiskKind, Workload } from './configuration-schema';

/** What SQL cannot tell about the servers, and what a byte costs there. */
export interface ProfileSettings {
  readonly memoryBytes?: number;
  readonly cores?: number;
  readonly diskKind?: DiskKind;
  readonly workload?: Workload;
  readonly diskBytes?: number;
  readonly pricePerGibMonth?: string;
  /** Of tablespaces that cost something else. */
  readonly pricePerTablespaceGibMonth?: Readonly<Record<string, string>>;
  readonly currency?: string;
  readonly byteThresholdRatio?: number;
}

export interface MonitoredTarget extends Target {
  readonly profile: ProfileSettings;
  /** The id of the database that it follows, for one of its `replicas`. */
  readonly replicaOf?: string;
  /** One of our own demo databases, with the psql line that opens it. */
  readonly demo: { readonly psql: string } | null;
}
