import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { countedSeconds } from './counting-since';

/** What a standby says of the scans of its own queries. */
export interface ReplicaScans {
  readonly countedSeconds: number;
  /** By the oid of the index, which is the same on every standby that follows in blocks; partitions summed up. */
  readonly byIndexOid: ReadonlyMap<number, Pick<Row<'indexes'>, 'scans' | 'lastScanAt'>>;
}

/** The scans that a standby counted, or null where its snapshot does not hold them. */
export function replicaScans({ artifacts }: Pick<Snapshot, 'artifacts'>): ReplicaScans | null {
  const { indexes, databaseCounters } = artifacts;
  if (indexes?.status !== 'ok' || databaseCounters?.status !== 'ok') return null;
  const [counters] = databaseCounters.rows;
  if (!counters) return null;
  return {
    countedSeconds: countedSeconds(counters),
    byIndexOid: new Map(
      indexes.rows.map(({ indexOid, scans, lastScanAt }) => [indexOid, { scans, lastScanAt }]),
    ),
  };
}
