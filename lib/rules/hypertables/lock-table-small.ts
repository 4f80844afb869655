import type { Row } from '@/lib/collect/snapshot';
import { type ChunkPace, chunkPaces, chunksAt } from '@/lib/derive/chunk-pace';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { policyAgeUnits } from '@/lib/derive/policy-age';
import { count } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import { numberOf, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const SETTING = 'max_locks_per_transaction';
/** CHK-8: a statement that takes more than a quarter leaves no room for a few like it at once … */
const WARNING_RATIO = 0.25;
/** … and of those that take more than half, two at once cannot both run. */
const CRITICAL_RATIO = 0.5;
/** The setting takes a restart, and restarts are planned a quarter of a year ahead. */
const AHEAD_DAYS = 90;
/** Measured on PostgreSQL 17.10: 960 more for each of 122 processes took 45.9 MB more of shared memory. */
const BYTES_PER_SLOT = 392;
/** A process of its own that the server always has, besides those that settings count. */
const OTHERS = 1;
/** Who may hold locks, as PostgreSQL sizes its table; from 18 slots of autovacuum are apart from its workers. */
const PROCESSES = [
  'max_connections',
  'max_prepared_transactions',
  'max_worker_processes',
  'max_wal_senders',
] as const;

interface Need {
  readonly hypertable: Row<'hypertables'>;
  readonly chunkCount: number;
  readonly locks: number;
  /** In `AHEAD_DAYS`; null where the chunks do not tell how fast they become more. */
  readonly locksAhead: number | null;
}

export default defineRule({
  meta: {
    id: 'hypertables/lock-table-small',
    title: 'One statement may fill the table of locks',
    why: 'A statement without a condition on time, and any that alters a hypertable, locks every chunk with all of its indexes. All sessions share one table for them; when it is full, they fail with “out of shared memory”, whoever filled it.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-locks.html',
    needs: ['hypertables', 'chunks', 'policies', 'settings'],
    facts: {
      lockSlots: { label: 'Locks that the table holds', source: 'pg_settings' },
      worstLocks: { label: 'Of the worst statement', source: 'pg_class, pg_index of every chunk' },
      worstLocksAhead: { label: `In ${AHEAD_DAYS} days`, source: 'chunks ÷ interval' },
      chunks: { label: 'Chunks that it reaches', source: '_timescaledb_catalog.chunk' },
      locksPerTransaction: { label: SETTING, source: 'pg_settings' },
      advisedLocksPerTransaction: { label: 'Advised', source: 'four times the locks ÷ processes' },
    },
  },
  check({ hypertables, chunks, policies, settings }, context) {
    if (context.server.engine === 'embedded')
      return { notApplicable: 'This engine has one session at a time: its locks are in nobody’s way' };
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const setting = settings.find(({ name }) => name === SETTING);
    const processes = processCount(settings);
    if (!setting || processes === null)
      return { notRun: `${SETTING}: not among the settings that were read` };
    const paces = chunkPaces(hypertables, chunks, policies, context.nowMs);
    const worst = hypertables
      .map((hypertable) =>
        needOf(
          hypertable,
          chunksOf(chunks, hypertable.hypertableId),
          paces.find((pace) => pace.hypertable === hypertable) ?? null,
          policies,
        ),
      )
      .reduce((a, b) => (mostLocks(b) > mostLocks(a) ? b : a));
    return finding(worst, setting, processes, context);
  },
});

const mostLocks = ({ locks, locksAhead }: Need) => Math.max(locks, locksAhead ?? 0);

function processCount(settings: readonly Row<'settings'>[]): number | null {
  const of = (name: string) => settings.find((setting) => setting.name === name);
  const autovacuum = of('autovacuum_worker_slots') ?? of('autovacuum_max_workers');
  const counted = [...PROCESSES.map(of), autovacuum];
  return counted.reduce<number | null>(
    (sum, setting) => (sum === null || !setting ? null : sum + numberOf(setting)),
    OTHERS,
  );
}

function needOf(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  pace: ChunkPace | null,
  policies: readonly Row<'policies'>[],
): Need {
  const locks = chunks.reduce((sum, { lockCount }) => sum + lockCount, 0);
  const chunkCount = chunks.length;
  return {
    hypertable,
    chunkCount,
    locks,
    locksAhead:
      pace && !hypertable.isIntegerTime && chunkCount > 0
        ? Math.round((locks / chunkCount) * chunksAhead(pace, chunkCount, policies))
        : null,
  };
}

/** Chunks go on as they came, until retention drops as many as come. */
function chunksAhead(pace: ChunkPace, chunkCount: number, policies: readonly Row<'policies'>[]): number {
  const coming = chunksAt({ ...pace, kept: AHEAD_DAYS * 86_400_000_000 }, pace.interval);
  const age = policyAgeUnits('retention', pace.hypertable, policies);
  // The range that is being written, and the one that is not old enough as a whole.
  const kept = Number.isFinite(age)
    ? chunksAt({ ...pace, kept: age }, pace.interval) + 2 * pace.chunksPerRange
    : Number.POSITIVE_INFINITY;
  return Math.max(chunkCount, Math.min(chunkCount + coming, kept));
}

function finding(worst: Need, setting: Row<'settings'>, processes: number, context: RuleContext): Finding[] {
  const lockSlots = numberOf(setting) * processes;
  const severity = severityOf(worst, lockSlots);
  if (!severity) return [];
  const { hypertable, locks, locksAhead, chunkCount } = worst;
  const advised = advisedSetting(mostLocks(worst), processes);
  const name = `${hypertable.schema}.${hypertable.name}`;
  return [
    {
      subject: [SETTING],
      severity,
      confidence: locks > WARNING_RATIO * lockSlots ? 'high' : 'medium',
      title: `Raise ${SETTING} from ${numberOf(setting)} to ${advised}`,
      detail: `A statement that reaches all ${count(chunkCount)} chunks of ${name} takes ${count(locks)} locks of ${count(lockSlots)}${aheadText(worst)}. Until it is raised, let queries say a range of time, and touch few chunks in one transaction.${settingLimits(setting)}`,
      facts: {
        lockSlots,
        worstLocks: locks,
        worstLocksAhead: locksAhead,
        chunks: chunkCount,
        locksPerTransaction: numberOf(setting),
        advisedLocksPerTransaction: advised,
      },
      impact: {
        prevents: 'sessions that fail because no lock is left',
        basis: `${count(numberOf(setting))} × ${count(processes)} processes = ${count(lockSlots)} locks; the worst statement takes ${Math.round((100 * mostLocks(worst)) / lockSlots)} % of them${locksAhead !== null && locksAhead > locks ? ` in ${AHEAD_DAYS} days` : ''}.`,
      },
      ...settingAdvice(
        {
          setting,
          value: advised,
          worsens: `About ${Math.ceil(((advised - numberOf(setting)) * processes * BYTES_PER_SLOT) / 1_000_000)} MB more of shared memory, as measured on PostgreSQL 17 (${BYTES_PER_SLOT} bytes a lock).`,
        },
        context.server,
      ),
    },
  ];
}

function severityOf({ locks, locksAhead }: Need, lockSlots: number): Severity | null {
  if (locks > CRITICAL_RATIO * lockSlots) return 'critical';
  if (locks > WARNING_RATIO * lockSlots || (locksAhead ?? 0) > CRITICAL_RATIO * lockSlots) return 'warning';
  return (locksAhead ?? 0) > WARNING_RATIO * lockSlots ? 'notice' : null;
}

const aheadText = ({ locks, locksAhead }: Need) =>
  locksAhead !== null && locksAhead > locks
    ? `, and ${count(locksAhead)} in ${AHEAD_DAYS} days at the present interval`
    : '';

/** The next power of two that makes the worst statement take a quarter at most. */
const advisedSetting = (locks: number, processes: number) =>
  2 ** Math.ceil(Math.log2(locks / WARNING_RATIO / processes));
