import {
  advisedAutovacuum,
  advisedBuffers,
  advisedCache,
  advisedMaintenance,
  advisedWork,
  autovacuumFits,
  buffersFit,
  cacheFits,
  maintenanceFits,
  takenByVacuum,
  workFits,
} from '@/lib/rules/shared/settings/memory-advice';
import { advisedWalSize, withinDisk } from '@/lib/rules/shared/settings/wal-size';
import {
  always,
  asks,
  type Facts,
  type Formula,
  isAtLeast,
  nothing,
  ofTimescale,
  type Told,
  withCores,
  withMemory,
} from './formula';

const KIB = 1_024;
const MIB = 1_048_576;
const GIB = 1_073_741_824;

/** From so many cores on pgtune speaks of parallel work. */
const MANY_CORES = 4;
const half = (cores: number) => Math.ceil(cores / 2);

/** pgtune's kinds: warehouse, on-line transactions, mixed. */
const kindOf = ({ workload }: Facts) =>
  workload === 'analytics' ? 'dw' : workload === 'oltp' ? 'oltp' : 'mixed';

const DEFAULT_AUTOVACUUM_WORKERS = 3;
/** PostgreSQL's, where the setting was not read, and the most that it accepts. */
const DEFAULT_COST_LIMIT = 200;
const MOST_COST_LIMIT = 10_000;

/** Null while there are no more workers than the limit is made for. */
function sharedCostLimit({ planned, numberOf }: Facts): number | null {
  const workers = planned('autovacuum_max_workers') ?? DEFAULT_AUTOVACUUM_WORKERS;
  if (workers <= DEFAULT_AUTOVACUUM_WORKERS) return null;
  const limit = numberOf('vacuum_cost_limit') ?? DEFAULT_COST_LIMIT;
  return Math.min(MOST_COST_LIMIT, Math.ceil((limit * workers) / DEFAULT_AUTOVACUUM_WORKERS));
}

/** timescaledb-tune: the least it accepts. */
const BACKGROUND_WORKERS = 16;
/** The logical replication launcher, TimescaleDB's own launcher and one to spare. */
const OTHER_WORKERS = 3;
const backgroundWorkers = ({ databases, numberOf }: Facts) =>
  Math.max(BACKGROUND_WORKERS, databases + 1, numberOf('timescaledb.max_background_workers') ?? 0);

/** timescaledb-tune, by memory. */
const lockBracket = (memoryBytes: number) =>
  memoryBytes < 8 * GIB ? 128 : memoryBytes < 16 * GIB ? 256 : memoryBytes < 32 * GIB ? 512 : 1_024;

const tuneConnections = (memoryBytes: number) =>
  memoryBytes <= 2 * GIB ? 25 : memoryBytes <= 4 * GIB ? 50 : memoryBytes <= 6 * GIB ? 75 : 100;

function tuneWork(memoryBytes: number, { cores, numberOf }: Facts): Told {
  if (cores === null) return asks('cores');
  const connections = numberOf('max_connections') ?? tuneConnections(memoryBytes);
  const perConnection = (400 * MIB) / connections;
  return Math.max(64 * KIB, ((memoryBytes / GIB) * perConnection) / half(cores));
}

function pgtuneWork(memoryBytes: number, facts: Facts): Told {
  const connections = facts.numberOf('max_connections') ?? 100;
  const workers = facts.cores !== null && facts.cores >= MANY_CORES ? facts.cores : 8;
  const share = (memoryBytes - memoryBytes / 4) / ((connections + workers) * 3);
  return Math.max(4 * MIB, kindOf(facts) === 'oltp' ? share : share / 2);
}

const PGTUNE_WAL_GIB = { dw: 16, oltp: 8, mixed: 4 };
const pgtuneWal = (facts: Facts) => PGTUNE_WAL_GIB[kindOf(facts)] * GIB;

const ioWorkers = (cores: number) => Math.min(32, Math.max(3, Math.floor(cores / 4)));

function ourWork(memoryBytes: number, facts: Facts): Told {
  const work = workOf(memoryBytes, facts);
  if (work === null) return null;
  const tuned = tuneWork(memoryBytes, facts);
  const both = Math.min(advisedWork(work), typeof tuned === 'number' ? tuned : Number.POSITIVE_INFINITY);
  return Math.max(4 * MIB, Math.floor(both / MIB) * MIB);
}

function workOf(memoryBytes: number, { planned }: Facts) {
  const [bufferBytes, sessions, workers] = ['shared_buffers', 'max_connections', 'max_worker_processes'].map(
    planned,
  );
  return bufferBytes == null || sessions == null || workers == null
    ? null
    : { memoryBytes, bufferBytes, sessions, workers };
}

/** Every setting that is advised on, those first that others depend on. */
export const FORMULAS: readonly Formula[] = [
  {
    name: 'shared_buffers',
    group: 'memory',
    timescaledbTune: withMemory((memory) => memory / 4),
    pgtune: withMemory((memory) => memory / 4),
    ours: withMemory((memory) => advisedBuffers(memory)),
    fits: (now, { memoryBytes }) => memoryBytes !== null && buffersFit(Number(now), memoryBytes),
    formula: 'memory ÷ 4; from 15 % to 40 % it is left alone',
    why: 'Pages that are used all the time stay in it; the rest of the memory is the system’s cache.',
    worsens: 'The cache of the system and the sessions get that much less.',
  },
  {
    name: 'huge_pages',
    group: 'memory',
    timescaledbTune: nothing,
    pgtune: withMemory((memory) => (memory / 4 >= 2 * GIB ? 'try' : 'off')),
    ours: withMemory((memory) => (memory / 4 >= 2 * GIB ? 'try' : null)),
    fits: (now) => now === 'on',
    formula: 'try from 2 GB of shared_buffers on',
    why: 'Page tables of large buffers take gigabytes in hundreds of sessions.',
    worsens: 'Nothing, unless the system reserves huge pages that nobody takes.',
    choice:
      'pgtune turns them off below 2 GB of buffers; there we leave the setting alone, since try costs nothing.',
  },
  {
    name: 'effective_cache_size',
    group: 'memory',
    timescaledbTune: withMemory((memory) => (3 * memory) / 4),
    pgtune: withMemory((memory) => (3 * memory) / 4),
    ours: withMemory((memory) => advisedCache(memory)),
    fits: (now, { memoryBytes }) => memoryBytes !== null && cacheFits(Number(now), memoryBytes),
    formula: 'memory × 3 ÷ 4; from half of the memory on it is left alone',
    why: 'It reserves nothing: it tells the planner how much of the data is likely in memory.',
    worsens: 'Plans change.',
  },
  {
    name: 'maintenance_work_mem',
    group: 'memory',
    timescaledbTune: withMemory((memory) => Math.min((memory / GIB) * 128 * MIB, 2_047 * MIB)),
    pgtune: withMemory((memory, facts) => Math.min(memory / (kindOf(facts) === 'dw' ? 8 : 16), 8 * GIB)),
    ours: withMemory((memory) => advisedMaintenance(memory)),
    fits: (now, { memoryBytes }) => memoryBytes !== null && maintenanceFits(Number(now), memoryBytes),
    formula: 'memory ÷ 8, at most 2047 MB; from half of it on it is left alone',
    why: 'Index builds, VACUUM by hand and the sort of a chunk that is compressed work in it.',
    worsens: 'Each of them may take that much.',
    choice: 'pgtune goes up to 8 GB; we stop at 2047 MB, and limit the autovacuum workers apart.',
  },
  {
    name: 'max_worker_processes',
    group: 'parallel',
    timescaledbTune: withCores((cores) => (cores > 1 ? OTHER_WORKERS + BACKGROUND_WORKERS + cores : null)),
    pgtune: withCores((cores) => (cores >= MANY_CORES ? cores : null)),
    ours: withCores((cores, facts) =>
      facts.hasTimescale ? OTHER_WORKERS + backgroundWorkers(facts) + cores : Math.max(8, cores),
    ),
    fits: isAtLeast,
    formula: 'with TimescaleDB 3 + its background workers + cores, else the cores, at least 8; never lowered',
    why: 'Parallel queries, jobs and replication all take their processes from here.',
    worsens: 'Each that runs takes memory of its own.',
    choice:
      'pgtune sets the number of cores, which leaves no process for TimescaleDB’s jobs; we add those up as timescaledb-tune does.',
  },
  {
    name: 'timescaledb.max_background_workers',
    group: 'parallel',
    timescaledbTune: withCores((cores) => (cores > 1 ? BACKGROUND_WORKERS : null)),
    pgtune: nothing,
    ours: ofTimescale((facts) => backgroundWorkers(facts)),
    fits: isAtLeast,
    formula: '16, or one for each database and one more; never lowered',
    why: 'Each database with TimescaleDB has a scheduler, and each running job is a worker.',
    worsens: 'More jobs run at once.',
  },
  {
    name: 'max_parallel_workers',
    group: 'parallel',
    timescaledbTune: withCores((cores) => (cores > 1 ? cores : null)),
    pgtune: withCores((cores) => (cores >= MANY_CORES ? cores : null)),
    ours: withCores((cores) => (cores > 1 ? cores : null)),
    formula: 'the cores',
    why: 'More workers than cores only wait for each other.',
    worsens: 'Parallel queries may take every core.',
  },
  {
    name: 'max_parallel_workers_per_gather',
    group: 'parallel',
    timescaledbTune: withCores((cores) => (cores > 1 ? half(cores) : null)),
    pgtune: withCores((cores, facts) =>
      cores < MANY_CORES ? null : kindOf(facts) === 'dw' ? half(cores) : Math.min(4, half(cores)),
    ),
    ours: withCores((cores, { workload }) =>
      cores < 2
        ? null
        : workload === 'oltp'
          ? Math.min(2, half(cores))
          : workload === 'analytics'
            ? half(cores)
            : Math.min(4, half(cores)),
    ),
    formula: 'half of the cores: at most 4, for short transactions at most 2, for analytics all of it',
    why: 'One large query may take so many cores at once.',
    worsens: 'A few large queries leave less to all others.',
    choice:
      'timescaledb-tune gives half of the cores to one query; we do so for analytics only, since a dashboard runs many at once.',
  },
  {
    name: 'max_parallel_maintenance_workers',
    group: 'parallel',
    timescaledbTune: nothing,
    pgtune: withCores((cores) => (cores >= MANY_CORES ? Math.min(4, half(cores)) : null)),
    ours: withCores((cores) => (cores >= MANY_CORES ? Math.min(4, half(cores)) : null)),
    fits: isAtLeast,
    formula: 'half of the cores, at most 4; never lowered',
    why: 'Index builds are faster with helpers.',
    worsens: 'An index build takes more cores.',
  },
  {
    name: 'autovacuum_max_workers',
    group: 'autovacuum',
    timescaledbTune: always(10),
    pgtune: withCores((cores) => (cores >= 32 ? 5 : cores >= 16 ? 4 : null)),
    ours: ofTimescale(({ numberOf }) => Math.min(10, numberOf('autovacuum_worker_slots') ?? 10)),
    fits: isAtLeast,
    formula: '10 with TimescaleDB, from PostgreSQL 18 at most autovacuum_worker_slots; never lowered',
    why: 'Each chunk, and its compressed part, is a table of its own to autovacuum.',
    worsens: 'They share autovacuum_vacuum_cost_limit: more are faster only with a higher limit.',
    choice: 'pgtune knows no chunks; without TimescaleDB we leave the default of 3 alone.',
  },
  {
    name: 'autovacuum_vacuum_cost_limit',
    group: 'autovacuum',
    timescaledbTune: nothing,
    pgtune: nothing,
    ours: ofTimescale(sharedCostLimit),
    // -1 follows vacuum_cost_limit.
    fits: (now, { numberOf }, advised) =>
      numberOf('autovacuum_vacuum_cost_delay') === 0 ||
      (Number(now) < 0 ? (numberOf('vacuum_cost_limit') ?? 0) : Number(now)) >= Number(advised),
    formula:
      'vacuum_cost_limit × workers ÷ 3 with TimescaleDB: each worker has what each of the default three had; never lowered',
    why: 'All workers share it: with more of them and the same limit each is slower, and together they do no more.',
    worsens: 'Autovacuum reads and writes more at a time while all workers are busy.',
    choice: 'timescaledb-tune raises the workers and leaves what they share as it was.',
  },
  {
    name: 'autovacuum_naptime',
    group: 'autovacuum',
    timescaledbTune: always(10),
    pgtune: nothing,
    ours: ofTimescale(() => 10),
    fits: (now) => Number(now) <= 10,
    formula: '10 s with TimescaleDB',
    why: 'New chunks get their statistics sooner.',
    worsens: 'The launcher reads the statistics of all tables more often.',
  },
  {
    name: 'autovacuum_work_mem',
    group: 'autovacuum',
    timescaledbTune: nothing,
    pgtune: withMemory((memory, facts) =>
      memory / (kindOf(facts) === 'dw' ? 8 : 16) >= 2 * GIB ? 2 * GIB : null,
    ),
    ours: withMemory((memory, facts) => {
      const workers = facts.planned('autovacuum_max_workers');
      return workers === null ? null : advisedAutovacuum(memory, workers);
    }),
    fits: (now, facts) => {
      const { memoryBytes, major, planned } = facts;
      const workers = planned('autovacuum_max_workers');
      // -1 follows maintenance_work_mem.
      const allowed = Number(now) < 0 ? planned('maintenance_work_mem') : Number(now);
      return (
        memoryBytes !== null &&
        workers !== null &&
        allowed !== null &&
        autovacuumFits(takenByVacuum(allowed, major), workers, memoryBytes)
      );
    },
    formula:
      'memory ÷ 8 ÷ workers, at most 1 GB; left alone while all workers together stay below a quarter of the memory',
    why: 'All workers at once must not take what the buffers and sessions need.',
    worsens: 'A vacuum of a very large table may pass over its indexes more than once.',
    choice:
      'timescaledb-tune sets ten workers and lets each follow maintenance_work_mem: 20 GB on a server of 64. We limit what they take together.',
  },
  {
    name: 'work_mem',
    group: 'memory',
    timescaledbTune: withMemory(tuneWork),
    pgtune: withMemory(pgtuneWork),
    ours: withMemory(ourWork),
    fits: (now, facts) => {
      const work = facts.memoryBytes === null ? null : workOf(facts.memoryBytes, facts);
      return work !== null && workFits(Number(now), work);
    },
    formula:
      'the lower of both tools, at least 4 MB; pgtune: (memory − buffers) ÷ (connections + workers) ÷ 3 sorts ÷ 2',
    why: 'Every sort and hash of every session may take that much, and twice as much with hash_mem_multiplier.',
    worsens:
      'Above it sorts and hashes spill to disk; roles that need more get it by ALTER ROLE … SET work_mem.',
    choice:
      'The tools differ by up to four times. We take the lower, since memory that runs out ends sessions.',
  },
  {
    name: 'max_wal_size',
    group: 'log',
    timescaledbTune: always(GIB),
    pgtune: pgtuneWal,
    ours: (facts) => {
      const { walBytesPerInterval, diskBytes } = facts;
      const now = facts.numberOf('max_wal_size') ?? 0;
      const most = withinDisk(now, diskBytes);
      if (most < now) return most;
      const wanted =
        walBytesPerInterval === null ? pgtuneWal(facts) : Math.max(GIB, advisedWalSize(walBytesPerInterval));
      return withinDisk(wanted, diskBytes);
    },
    fits: (now, { diskBytes }, advised) =>
      Number(now) >= Number(advised) && Number(now) === withinDisk(Number(now), diskBytes),
    formula:
      'twice the log of one checkpoint_timeout as measured, in whole GB, else by the workload; at most half of the disk where its size is known, and lowered only to that',
    why: 'Checkpoints come by time then, not because the log is full.',
    worsens:
      'The log may take that much of its disk, no more than 60 % of it should be; recovery after a crash takes longer.',
    choice:
      'timescaledb-tune’s 1 GB makes a busy server checkpoint all the time, pgtune’s 16 GB can fill a small disk; measured log says which.',
  },
  {
    name: 'min_wal_size',
    group: 'log',
    timescaledbTune: always(GIB / 2),
    pgtune: (facts) => pgtuneWal(facts) / 4,
    ours: ({ planned }) => {
      const most = planned('max_wal_size');
      return most === null ? null : most / 4;
    },
    fits: isAtLeast,
    formula: 'a quarter of max_wal_size; never lowered',
    why: 'Files of the log are used again instead of being made anew at each burst.',
    worsens: 'So much stays taken.',
  },
  {
    name: 'checkpoint_completion_target',
    group: 'log',
    timescaledbTune: always('0.9'),
    pgtune: always('0.9'),
    ours: always('0.9'),
    fits: isAtLeast,
    formula: '0.9, the default from PostgreSQL 14',
    why: 'A checkpoint spreads its writes over nearly the whole interval.',
    worsens: 'Nothing that is known.',
  },
  {
    name: 'wal_compression',
    group: 'log',
    timescaledbTune: nothing,
    pgtune: ({ allowed }) => (allowed('wal_compression').includes('lz4') ? 'lz4' : 'on'),
    ours: ({ allowed }) =>
      ['lz4', 'pglz'].find((method) => allowed('wal_compression').includes(method)) ?? 'on',
    fits: (now) => now !== 'off',
    formula: 'lz4 where this build has it, else pglz; any compression is left alone',
    why: 'Whole pages in the log, after each checkpoint, shrink to a half or less.',
    worsens: 'Some processor time with each of these pages.',
  },
  {
    name: 'wal_buffers',
    group: 'log',
    timescaledbTune: withMemory((memory) => (memory >= 2 * GIB ? 16 * MIB : (memory / GIB) * 7_864 * KIB)),
    pgtune: withMemory((memory) => Math.min(16 * MIB, Math.max(32 * KIB, (memory / 4) * 0.03))),
    // By itself it follows shared_buffers, up to the same 16 MB.
    ours: withMemory((memory) => (memory >= 2 * GIB ? 16 * MIB : null)),
    fits: (now, { planned }) => Number(now) >= 16 * MIB || (planned('shared_buffers') ?? 0) >= 512 * MIB,
    formula: '16 MB; without a value it follows shared_buffers up to there by itself',
    why: 'Commits of many sessions are written at once.',
    worsens: 'Nothing that is known.',
  },
  {
    name: 'random_page_cost',
    group: 'planner',
    timescaledbTune: always('1.1'),
    pgtune: (facts) => (facts.diskKind === 'hdd' || kindOf(facts) === 'dw' ? '4' : '1.1'),
    ours: ({ diskKind }) => (diskKind === null ? asks('diskKind') : diskKind === 'hdd' ? '4' : '1.1'),
    fits: (now, { diskKind }) => (diskKind === 'hdd' ? Number(now) >= 2 : Number(now) <= 2),
    formula: '1.1, on spinning disks 4; up to 2 it is left alone, there from 2 on',
    why: 'Where a random read costs no more than the next one, indexes win earlier.',
    worsens: 'Plans change.',
    choice: 'pgtune sets 4 for warehouses on any disk; we go by the disk.',
  },
  {
    name: 'effective_io_concurrency',
    group: 'planner',
    timescaledbTune: ({ major }) => (major >= 13 ? 256 : 200),
    pgtune: ({ diskKind }) =>
      diskKind === null ? asks('diskKind') : { hdd: 2, ssd: 200, nvme: 1_000, network: 300 }[diskKind],
    ours: ({ diskKind, major }) =>
      diskKind === null
        ? asks('diskKind')
        : diskKind === 'hdd'
          ? major >= 18
            ? null
            : 2
          : major >= 18
            ? 32
            : 200,
    fits: (now, { diskKind, major }) =>
      diskKind !== null && diskKind !== 'hdd' && Number(now) >= (major >= 18 ? 16 : 100),
    formula: '200, from PostgreSQL 18 32 with 16 left alone; on spinning disks 2',
    why: 'Bitmap scans read so many pages ahead.',
    worsens: 'The disks get more requests at once.',
    choice:
      'The tools set 200 to 1000; above a few dozen nothing more was measured, and 18 reads ahead in another way.',
  },
  {
    name: 'default_statistics_target',
    group: 'planner',
    timescaledbTune: always(100),
    pgtune: (facts) => (kindOf(facts) === 'dw' ? 500 : 100),
    ours: always(100),
    fits: isAtLeast,
    formula: '100; never lowered',
    why: 'It is what ANALYZE samples of each column.',
    worsens: 'ANALYZE and planning take longer with more.',
    choice: 'pgtune sets 500 for warehouses; single columns get more by ALTER TABLE … SET STATISTICS.',
  },
  {
    name: 'jit',
    group: 'planner',
    timescaledbTune: always('off'),
    pgtune: (facts) => (kindOf(facts) === 'dw' ? null : 'off'),
    ours: (facts) => (facts.hasTimescale || kindOf(facts) === 'oltp' ? 'off' : null),
    formula: 'off with TimescaleDB and for short transactions',
    why: 'A plan over many chunks looks expensive enough to be compiled, and compiling it takes longer than running it.',
    worsens: 'Long analytical queries over plain tables lose what compilation gains them.',
  },
  {
    name: 'default_toast_compression',
    group: 'io',
    timescaledbTune: always('lz4'),
    pgtune: nothing,
    ours: ({ allowed }) => (allowed('default_toast_compression').includes('lz4') ? 'lz4' : null),
    formula: 'lz4 where this build has it',
    why: 'Long values are packed several times faster at about the same size.',
    worsens: 'A server that was built without lz4 cannot read such values.',
  },
  {
    name: 'io_method',
    group: 'io',
    timescaledbTune: nothing,
    pgtune: always('io_uring'),
    ours: ({ allowed }) => (allowed('io_method').includes('worker') ? 'worker' : null),
    fits: (now) => now === 'io_uring',
    formula: 'worker, the default; io_uring is left alone',
    why: 'Reads go on while a query works. With sync each query waits for every page.',
    worsens: 'Processes for reading, see io_workers.',
    choice:
      'pgtune sets io_uring for every Linux; a build or a container without it then does not start. We offer only what this build names, and not io_uring, which the kernel may still refuse.',
  },
  {
    name: 'io_workers',
    group: 'io',
    timescaledbTune: nothing,
    pgtune: withCores(ioWorkers),
    ours: withCores(ioWorkers),
    fits: isAtLeast,
    formula: 'cores ÷ 4, from 3 to 32; never lowered',
    why: 'They read for all sessions; three are few for a large machine.',
    worsens: 'A few more processes.',
  },
  {
    name: 'max_locks_per_transaction',
    group: 'locks',
    timescaledbTune: withMemory((memory) => lockBracket(memory)),
    pgtune: nothing,
    ours: ofTimescale(withMemory((memory) => lockBracket(memory))),
    fits: isAtLeast,
    formula: '128 below 8 GB of memory, 256 below 16, 512 below 32, else 1024; never lowered',
    why: 'A query without a condition on time locks every chunk with its indexes. How many yours need, the advice on the lock table works out.',
    worsens: 'About 400 bytes of shared memory for each lock and process.',
  },
];
