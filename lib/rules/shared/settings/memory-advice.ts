const MIB = 1_048_576;
const GIB = 1_073_741_824;

/** timescaledb-tune, pgtune and PostgreSQL's documentation: a quarter. So far from it a value is left alone. */
const BUFFERS_RATIO = 0.25;
export const LEAST_BUFFERS_RATIO = 0.15;
export const MOST_BUFFERS_RATIO = 0.4;

export const advisedBuffers = (memoryBytes: number): number => BUFFERS_RATIO * memoryBytes;
export const buffersFit = (now: number, memoryBytes: number): boolean =>
  now >= LEAST_BUFFERS_RATIO * memoryBytes && now <= MOST_BUFFERS_RATIO * memoryBytes;

/** Both tuners: three quarters; PostgreSQL's wiki calls half conservative, and there is no more than all. */
const CACHE_RATIO = 0.75;
const LEAST_CACHE_RATIO = 0.5;

export const advisedCache = (memoryBytes: number): number => CACHE_RATIO * memoryBytes;
export const cacheFits = (now: number, memoryBytes: number): boolean =>
  now >= LEAST_CACHE_RATIO * memoryBytes && now <= memoryBytes;

/** timescaledb-tune: 128 MB for each GB, up to 2047 MB; from half of it on a value is left alone. */
const MAINTENANCE_RATIO = 1 / 8;
const MOST_MAINTENANCE_BYTES = 2_047 * MIB;
const LEAST_MAINTENANCE_SHARE = 0.5;

export const advisedMaintenance = (memoryBytes: number): number =>
  Math.min(MAINTENANCE_RATIO * memoryBytes, MOST_MAINTENANCE_BYTES);
export const maintenanceFits = (now: number, memoryBytes: number): boolean =>
  now >= LEAST_MAINTENANCE_SHARE * advisedMaintenance(memoryBytes);

/** What all autovacuum workers may take together, and the most that one needs. */
const AUTOVACUUM_RATIO = 0.25;
const AUTOVACUUM_ADVICE_RATIO = 1 / 8;
const MOST_AUTOVACUUM_BYTES = GIB;
/** Before 17 a vacuum keeps at most so much of dead rows' places, whatever the setting. */
const OLD_VACUUM_BYTES = GIB;

/** What one worker takes of what it is allowed. */
export const takenByVacuum = (allowedBytes: number, major: number): number =>
  major >= 17 ? allowedBytes : Math.min(allowedBytes, OLD_VACUUM_BYTES);
export const advisedAutovacuum = (memoryBytes: number, workers: number): number =>
  Math.min(MOST_AUTOVACUUM_BYTES, (AUTOVACUUM_ADVICE_RATIO * memoryBytes) / workers);
export const autovacuumFits = (takenBytes: number, workers: number, memoryBytes: number): boolean =>
  workers * takenBytes <= AUTOVACUUM_RATIO * memoryBytes;

/** pgtune: what the buffers leave, shared by every session and worker with three sorts each, and half of it for mixed work. */
export const SORTS = 3;
export const MIXED_SHARE = 0.5;
export const LEAST_WORK_BYTES = 4 * MIB;

interface Work {
  readonly memoryBytes: number;
  readonly bufferBytes: number;
  /** max_connections. */
  readonly sessions: number;
  /** max_worker_processes. */
  readonly workers: number;
}

/** In whole MiB. */
export function advisedWork({ memoryBytes, bufferBytes, sessions, workers }: Work): number {
  const left = Math.max(0, memoryBytes - bufferBytes);
  const share = (MIXED_SHARE * left) / ((sessions + workers) * SORTS);
  return Math.max(LEAST_WORK_BYTES, Math.floor(share / MIB) * MIB);
}

/** One sort in each session takes more than the buffers leave. */
export const isWorkTooHigh = (now: number, work: Work): boolean =>
  now * work.sessions > Math.max(0, work.memoryBytes - work.bufferBytes) && now > advisedWork(work);
export const workFits = (now: number, work: Work): boolean =>
  !isWorkTooHigh(now, work) && now >= advisedWork(work) / 2;
