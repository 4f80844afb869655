import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { countedSeconds } from './counting-since';

/** What a standby says of the scans of its own queries. */
export interface ReplicaScans {
  readonly countedSeconds: number;
  /** By the oid of the index, which is the same on every standby that follows in blocks; partitions and chunks summed up. */
  readonly byIndexOid: ReadonlyMap<number, Pick<Row<'indexes'>, 'scans' | 'lastScanAt'>>;
}

/** The scans that a standby counted, or null where its snapshot does not hold them. */
export function replicaScans({ artifacts }: Pick<Snapshot, 'artifacts'>): ReplicaScans | null {
  const { indexes, hypertableIndexes, databaseCounters } = artifacts;
  if (indexes?.status !== 'ok' || databaseCounters?.status !== 'ok') return null;
  const [counters] = databaseCounters.rows;
  if (!counters) return null;
  const ofHypertables = hypertableIndexes?.status === 'ok' ? hypertableIndexes.rows : [];
  return {
    countedSeconds: countedSeconds(counters),
    byIndexOid: new Map(
      [...indexes.rows, ...ofHypertables].map(({ indexOid, scans, lastScanAt }) => [
        indexOid,
        { scans, lastScanAt },
      ]),
    ),
  };
}
