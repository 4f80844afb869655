import { takenByVacuum } from '@/lib/rules/shared/settings/memory-advice';
import type { Facts } from './formula';

/** What one connection takes before it sorts anything (operations reference). */
const CONNECTION_BYTES = 10 * 1_048_576;
/** Sorts and hashes that one statement has open at once. */
const NODES = 2;
/** Sessions that work at once, for each core. */
const SESSIONS_PER_CORE = 2;
/** The rest is the system's. */
export const MOST_RATIO = 0.9;

export interface MemoryUse {
  readonly memoryBytes: number;
  readonly buffersBytes: number;
  readonly connectionsBytes: number;
  readonly autovacuumBytes: number;
  /** Null where the cores are not known. */
  readonly workBytes: number | null;
  readonly totalBytes: number;
  /** Whether it stays below nine tenths of the memory. */
  readonly fits: boolean;
}

/** What the server takes at most after the plan, when everything happens at once; null without the memory. */
export function memoryUse({ memoryBytes, cores, major, planned }: Facts): MemoryUse | null {
  const [buffers, connections, workers, autovacuum, maintenance, work, multiplier] = [
    'shared_buffers',
    'max_connections',
    'autovacuum_max_workers',
    'autovacuum_work_mem',
    'maintenance_work_mem',
    'work_mem',
    'hash_mem_multiplier',
  ].map(planned);
  if (memoryBytes === null || buffers == null || connections == null || workers == null || work == null)
    return null;
  const each = autovacuum != null && autovacuum >= 0 ? autovacuum : maintenance;
  if (each == null) return null;
  const connectionsBytes = connections * CONNECTION_BYTES;
  const autovacuumBytes = workers * takenByVacuum(each, major);
  const workBytes =
    cores === null
      ? null
      : Math.min(connections, cores * SESSIONS_PER_CORE) * NODES * work * (multiplier ?? 1);
  const totalBytes = buffers + connectionsBytes + autovacuumBytes + (workBytes ?? 0);
  return {
    memoryBytes,
    buffersBytes: buffers,
    connectionsBytes,
    autovacuumBytes,
    workBytes,
    totalBytes,
    fits: totalBytes <= MOST_RATIO * memoryBytes,
  };
}
