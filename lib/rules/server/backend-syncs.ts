import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { defineRule } from '../rule';

const HOUR_SECONDS = 3_600;
/** One burst of new files makes a few; once a minute on average they go on. */
const WARNING_PER_HOUR = 60;

export default defineRule({
  meta: {
    id: 'server/backend-syncs',
    title: 'Sessions flush files to the disk themselves',
    why: 'Sessions leave it to the checkpointer to flush what they wrote. Where its list is full they have to do it at once and wait for the disk, each for itself. That list has as many places as shared_buffers has pages, so small buffers and very many files fill it.',
    source: 'https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-IO-VIEW',
    needs: ['checkpoints'],
    wants: ['settings'],
    trends: ['backendSyncsPerSecond'],
    facts: {
      syncsPerHour: {
        label: 'Flushes by sessions within the last hour',
        source: 'pg_stat_io: fsyncs; before 17 pg_stat_bgwriter: buffers_backend_fsync',
      },
      bufferBytes: { label: 'shared_buffers', source: 'pg_settings' },
    },
  },
  check({ checkpoints: [row], settings }, { trends }) {
    if (row?.backendSyncs === null) return { notRun: 'The flushes of sessions are not counted' };
    const rate = trends('backendSyncsPerSecond');
    if ('notRun' in rate) return rate;
    const syncsPerHour = Math.round(rate.average * HOUR_SECONDS);
    if (syncsPerHour === 0) return [];
    const bufferBytes = settingBytes('shared_buffers', settings);
    return [
      {
        subject: ['checkpointer'],
        severity: syncsPerHour >= WARNING_PER_HOUR ? 'warning' : 'notice',
        confidence: 'high',
        title: `Find out why sessions flushed files ${counted(syncsPerHour, 'time')} within the hour`,
        detail: `The list of the checkpointer was full${bufferBytes === null ? '' : `; with shared_buffers of ${bytes(bufferBytes)} it has a place for every page of them`}. Larger shared_buffers, which take a restart, make it longer. Where buffers are large already, look for what makes thousands of files at once, and whether the checkpointer hangs at a slow disk.`,
        facts: { syncsPerHour, bufferBytes },
        impact: {
          prevents: 'writes that wait for the disk',
          basis: `${count(syncsPerHour)} an hour; a warning from ${WARNING_PER_HOUR} on. On a server that keeps up there are none.`,
        },
      },
    ];
  },
});
