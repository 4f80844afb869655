import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule, type Finding } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

/** SET-3: from so many chunks on the three workers of the default go from one table to the next without a pause. */
const MANY_CHUNKS = 1_000;
const FEW_WORKERS = 3;
const LONG_NAP_SECONDS = 60;
/** timescaledb-tune. */
const ADVISED_WORKERS = 10;
const ADVISED_NAP_SECONDS = 10;

export default defineRule({
  meta: {
    id: 'settings/autovacuum-slow-for-chunks',
    title: 'Autovacuum is set for a few tables, and there are many chunks',
    why: 'Each chunk, and each of its compressed parts, is a table to autovacuum. With few workers and long naps chunks wait for their statistics, and dead rows and old transactions pile up.',
    source: 'https://github.com/timescale/timescaledb-tune',
    needs: ['settings', 'chunks'],
    facts: {
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      workers: { label: 'Workers', source: 'pg_settings: autovacuum_max_workers' },
      napSeconds: { label: 'Pause between rounds', source: 'pg_settings: autovacuum_naptime' },
    },
  },
  check({ settings, chunks }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const tables = chunks.filter(({ isTiered }) => !isTiered).length;
    if (tables <= MANY_CHUNKS) return [];
    const named = (name: string) => settings.find((setting) => setting.name === name);
    return [
      ...workersFinding(named('autovacuum_max_workers'), named('autovacuum_worker_slots'), tables, server),
      ...napFinding(named('autovacuum_naptime'), tables, server),
    ];
  },
});

type Setting = Row<'settings'>;

function workersFinding(
  setting: Setting | undefined,
  slots: Setting | undefined,
  chunks: number,
  server: ServerFacts,
): Finding[] {
  const workers = Number(setting?.setting ?? Number.NaN);
  // From 18 they can be raised without a restart, up to the slots that were reserved at the start.
  const value = Math.min(ADVISED_WORKERS, Number(slots?.setting ?? ADVISED_WORKERS));
  if (!setting || !(workers <= FEW_WORKERS) || value <= workers) return [];
  return [
    {
      subject: [setting.name],
      severity: 'notice',
      confidence: 'medium',
      title: `Let ${count(value)} autovacuum workers share ${counted(chunks, 'chunk')}`,
      detail: `There are ${counted(workers, 'worker')}. They share autovacuum_vacuum_cost_limit, so more of them are faster only together with a higher limit.${settingLimits(setting)}`,
      facts: { chunks, workers, napSeconds: null },
      impact: {
        prevents: 'chunks that wait for a vacuum or for their statistics',
        basis: `${counted(chunks, 'chunk')} are more than ${count(MANY_CHUNKS)}, and ${workers} workers no more than the default of ${FEW_WORKERS}; timescaledb-tune sets ${ADVISED_WORKERS}.`,
      },
      ...settingAdvice(
        {
          setting,
          value,
          worsens: 'Each worker may take autovacuum_work_mem, or maintenance_work_mem where that is -1.',
          note: 'Raise autovacuum_vacuum_cost_limit with it.',
        },
        server,
      ),
    },
  ];
}

function napFinding(setting: Setting | undefined, chunks: number, server: ServerFacts): Finding[] {
  const napSeconds = Number(setting?.setting ?? Number.NaN);
  if (!setting || !(napSeconds >= LONG_NAP_SECONDS)) return [];
  return [
    {
      subject: [setting.name],
      severity: 'notice',
      confidence: 'medium',
      title: `Let autovacuum look every ${duration(ADVISED_NAP_SECONDS)} instead of ${duration(napSeconds)}`,
      detail: `In one round each database gets one worker; with ${counted(chunks, 'chunk')} the next round comes too late.${settingLimits(setting)}`,
      facts: { chunks, workers: null, napSeconds },
      impact: {
        prevents: 'chunks that wait for a vacuum or for their statistics',
        basis: `${counted(chunks, 'chunk')} are more than ${count(MANY_CHUNKS)}; timescaledb-tune sets ${ADVISED_NAP_SECONDS} s.`,
      },
      ...settingAdvice(
        {
          setting,
          value: ADVISED_NAP_SECONDS,
          worsens: 'The launcher reads the statistics of all tables more often.',
        },
        server,
      ),
    },
  ];
}
