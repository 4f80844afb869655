import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { inSettingUnit, settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Finding, type Severity } from '../rule';
import {
  advisedAutovacuum,
  advisedBuffers,
  advisedCache,
  advisedMaintenance,
  advisedWork,
  autovacuumFits,
  buffersFit,
  cacheFits,
  isWorkTooHigh,
  LEAST_BUFFERS_RATIO,
  LEAST_WORK_BYTES,
  MIXED_SHARE,
  MOST_BUFFERS_RATIO,
  maintenanceFits,
  SORTS,
  takenByVacuum,
  workFits,
} from '../shared/settings/memory-advice';
import { FIXED_SETTINGS, isOurOwn, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

/** What initdb writes into a new cluster's configuration. */
const INITDB_BUFFERS_BYTES = 128 * 1_048_576;
/** A default of 128 MB on a real server: nearly nothing is kept. */
const TINY_BUFFERS_RATIO = 0.05;

interface Memory {
  readonly settings: readonly Row<'settings'>[];
  readonly memoryBytes: number;
  readonly server: ServerFacts;
}
interface Verdict {
  readonly name: string;
  readonly severity: Severity;
  readonly advisedBytes: number;
  readonly why: string;
  readonly basis: string;
  readonly prevents: string;
  readonly worsens: string;
}

export default defineRule({
  meta: {
    id: 'settings/memory-unfit',
    title: 'A memory setting does not fit the memory of the server',
    why: 'PostgreSQL’s defaults are for a machine of a few hundred megabytes. With too little it reads from disk what memory could hold; with too much sessions are killed when they all work at once.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html',
    needs: ['settings'],
    facts: {
      settingBytes: { label: 'Set now', source: 'pg_settings' },
      advisedBytes: { label: 'Advised', source: 'timescaledb-tune and pgtune' },
      memoryBytes: { label: 'Memory of the server', source: 'profile' },
      memoryRatio: { label: 'Share of the memory', source: 'pg_settings and profile' },
    },
  },
  check({ settings }, { server, profile: { memoryBytes } }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    if (memoryBytes === undefined) {
      const certain = withoutMemory(settings);
      return certain.length > 0 ? certain : UNKNOWN_MEMORY;
    }
    const memory = { settings, memoryBytes, server };
    return [
      ...sharedBuffers(memory),
      ...effectiveCacheSize(memory),
      ...maintenanceWorkMem(memory),
      ...autovacuumWorkMem(memory),
      ...workMem(memory),
    ].flatMap((verdict) => finding(verdict, memory));
  },
});

const SAY_MEMORY = 'say it as memoryBytes in the profile of the configuration';
const UNKNOWN_MEMORY = { notRun: `No SQL tells how much memory the server has: ${SAY_MEMORY}` };

/** What is wrong on any machine. How much would be right nobody can say, so there is no SQL. */
function withoutMemory(settings: readonly Row<'settings'>[]): Finding[] {
  const [buffers, cache] = ['shared_buffers', 'effective_cache_size'].map((name) =>
    settingBytes(name, settings),
  );
  const found = (name: string, now: number, title: string, why: string, basis: string): Finding => ({
    subject: [name],
    severity: 'notice',
    confidence: 'low',
    title,
    detail: `${why} How much memory the server has is not known: ${SAY_MEMORY}, and the value is worked out.`,
    facts: { settingBytes: now, advisedBytes: null, memoryBytes: null, memoryRatio: null },
    impact: { prevents: 'reads and plans for a much smaller machine', basis },
  });
  if (buffers == null || cache == null) return [];
  return [
    ...(buffers <= INITDB_BUFFERS_BYTES
      ? [
          found(
            'shared_buffers',
            buffers,
            `Give shared_buffers more than ${bytes(buffers)}`,
            'It is what a new database cluster begins with, for a machine of half a gigabyte.',
            `initdb writes ${bytes(INITDB_BUFFERS_BYTES)}; a quarter of the memory is the usual value.`,
          ),
        ]
      : []),
    ...(cache < buffers
      ? [
          found(
            'effective_cache_size',
            cache,
            `Raise effective_cache_size above shared_buffers`,
            `At ${bytes(cache)} it tells the planner of less cache than the ${bytes(buffers)} of shared_buffers alone.`,
            `${bytes(cache)} is less than ${bytes(buffers)}; it stands for the buffers and the cache of the operating system together.`,
          ),
        ]
      : []),
  ];
}

const numberOf = (name: string, { settings }: Memory): number | null => {
  const setting = settings.find((row) => row.name === name)?.setting;
  return setting == null ? null : Number(setting);
};

function sharedBuffers({ settings, memoryBytes }: Memory): Verdict[] {
  const now = settingBytes('shared_buffers', settings);
  if (now === null) return [];
  if (buffersFit(now, memoryBytes)) return [];
  const ratio = now / memoryBytes;
  const isLow = ratio < LEAST_BUFFERS_RATIO;
  return [
    {
      name: 'shared_buffers',
      severity: isLow && ratio >= TINY_BUFFERS_RATIO ? 'notice' : 'warning',
      advisedBytes: advisedBuffers(memoryBytes),
      why: isLow
        ? 'Chunks that are written and read all the time do not stay in it.'
        : 'It leaves too little to sessions and to the cache of the operating system, where the same pages lie again.',
      basis: `A quarter of ${bytes(memoryBytes)}; between ${percent(LEAST_BUFFERS_RATIO)} and ${percent(MOST_BUFFERS_RATIO)} it is left alone.`,
      prevents: isLow
        ? 'reads of pages that were in memory a moment ago'
        : 'a server that runs out of memory',
      worsens: isLow
        ? 'The cache of the operating system and sessions get that much less.'
        : 'Fewer pages stay in the buffers.',
    },
  ];
}

function effectiveCacheSize({ settings, memoryBytes }: Memory): Verdict[] {
  const now = settingBytes('effective_cache_size', settings);
  if (now === null || cacheFits(now, memoryBytes)) return [];
  return [
    {
      name: 'effective_cache_size',
      severity: 'notice',
      advisedBytes: advisedCache(memoryBytes),
      why:
        now > memoryBytes
          ? 'The planner counts on more cache than there is memory, and takes index scans that read from disk.'
          : 'The planner believes that little stays in memory, and shuns index scans that would be fast. It reserves nothing.',
      basis: `Three quarters of ${bytes(memoryBytes)}.`,
      prevents: 'plans for another machine',
      worsens: 'Plans change.',
    },
  ];
}

function maintenanceWorkMem({ settings, memoryBytes }: Memory): Verdict[] {
  const now = settingBytes('maintenance_work_mem', settings);
  if (now === null || maintenanceFits(now, memoryBytes)) return [];
  return [
    {
      name: 'maintenance_work_mem',
      severity: 'notice',
      advisedBytes: advisedMaintenance(memoryBytes),
      why: 'Index builds, vacuums and the sort of a chunk that is compressed spill to disk.',
      basis: `An eighth of ${bytes(memoryBytes)}, at most 2047 MiB; from half of it on it is left alone.`,
      prevents: 'maintenance that sorts on disk',
      worsens:
        'Each index build and vacuum may take that much; autovacuum_work_mem limits what the workers take.',
    },
  ];
}

function autovacuumWorkMem(memory: Memory): Verdict[] {
  const { settings, memoryBytes, server } = memory;
  const workers = numberOf('autovacuum_max_workers', memory);
  const own = numberOf('autovacuum_work_mem', memory);
  const each =
    own !== null && own >= 0
      ? settingBytes('autovacuum_work_mem', settings)
      : settingBytes('maintenance_work_mem', settings);
  if (workers === null || each === null) return [];
  const taken = takenByVacuum(each, server.major);
  if (autovacuumFits(taken, workers, memoryBytes)) return [];
  return [
    {
      name: 'autovacuum_work_mem',
      severity: 'warning',
      advisedBytes: advisedAutovacuum(memoryBytes, workers),
      why: `${count(workers)} autovacuum workers may take ${bytes(taken)} each, ${bytes(workers * taken)} in all${own === -1 ? '; it follows maintenance_work_mem' : ''}.`,
      basis: `${count(workers)} × ${bytes(taken)} is more than a quarter of ${bytes(memoryBytes)}; an eighth of the memory for all of them, at most 1 GiB each.`,
      prevents: 'a server that runs out of memory when all workers are busy',
      worsens: 'A vacuum of a very large table may pass over its indexes more than once.',
    },
  ];
}

function workMem(memory: Memory): Verdict[] {
  const { settings, memoryBytes } = memory;
  const now = settingBytes('work_mem', settings);
  const buffers = settingBytes('shared_buffers', settings);
  const sessions = numberOf('max_connections', memory);
  const workers = numberOf('max_worker_processes', memory);
  if (now === null || buffers === null || sessions === null || workers === null) return [];
  const work = { memoryBytes, bufferBytes: buffers, sessions, workers };
  if (workFits(now, work)) return [];
  const advised = advisedWork(work);
  const isHigh = isWorkTooHigh(now, work);
  return [
    {
      name: 'work_mem',
      severity: isHigh ? 'warning' : 'notice',
      advisedBytes: advised,
      why: isHigh
        ? `One sort in each of ${count(sessions)} sessions takes ${bytes(now * sessions)}, and the buffers leave ${bytes(Math.max(0, memoryBytes - buffers))}. A query may have several.`
        : 'Sorts and hashes spill to disk although memory is free. Single roles may have more by ALTER ROLE … SET work_mem.',
      basis: `(${bytes(memoryBytes)} − ${bytes(buffers)}) / (${count(sessions)} connections + ${count(workers)} workers) / ${SORTS} sorts × ${percent(MIXED_SHARE)} = ${bytes(advised)}, at least ${bytes(LEAST_WORK_BYTES)}.`,
      prevents: isHigh ? 'a server that runs out of memory when all sessions work' : 'sorts on disk',
      worsens: isHigh
        ? 'More sorts and hashes spill to disk.'
        : 'Each sort and hash of each session may take that much.',
    },
  ];
}

function finding(verdict: Verdict, { settings, memoryBytes, server }: Memory): Finding[] {
  const { name, severity, advisedBytes, why, basis, prevents, worsens } = verdict;
  const setting = settings.find((row) => row.name === name);
  // What the monitoring role has of its own says nothing about others.
  if (!setting || isOurOwn(setting)) return [];
  const value = inSettingUnit(advisedBytes, setting);
  if (value === null) return [];
  // `-1` of autovacuum_work_mem is no size.
  const now = Number(setting.setting) < 0 ? null : settingBytes(name, settings);
  return [
    {
      subject: [name],
      severity,
      confidence: 'medium',
      title: `Set ${name} to ${bytes(advisedBytes)}${now === null ? '' : ` instead of ${bytes(now)}`}`,
      detail: `${why}${settingLimits(setting)}`,
      facts: {
        settingBytes: now,
        advisedBytes,
        memoryBytes,
        memoryRatio: now === null ? null : now / memoryBytes,
      },
      impact: { prevents, basis },
      ...settingAdvice({ setting, value, worsens }, server),
    },
  ];
}
