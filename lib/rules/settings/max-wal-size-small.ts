import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { secondsSince } from '@/lib/derive/seconds-since';
import { inSettingUnit, settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { resetCheckpointCounters } from '@/lib/sql/setting';
import { type Advice, defineRule, type Step } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import { advisedWalSize, LEAST_WINDOW_SECONDS, walPerInterval } from '../shared/settings/wal-size';

/** So long it has to go on to be a warning (operations reference: requested share of checkpoints). */
const WARNING_WINDOW_SECONDS = 21_600;
const LEAST_CHECKPOINTS = 6;
const MOST_REQUESTED_RATIO = 0.5;

export default defineRule({
  meta: {
    id: 'settings/max-wal-size-small',
    title: 'Checkpoints come because the log is full, not because it is time',
    why: 'After each checkpoint every page is written to the log in full at its first change. When max_wal_size forces checkpoints one after the other, the log grows by that, and so does the load of the disks.',
    source: 'https://www.postgresql.org/docs/current/wal-configuration.html',
    needs: ['settings'],
    wants: ['checkpoints', 'wal'],
    facts: {
      requested: { label: 'Checkpoints on request', source: 'pg_stat_checkpointer or pg_stat_bgwriter' },
      timed: { label: 'Checkpoints on time', source: 'pg_stat_checkpointer or pg_stat_bgwriter' },
      windowSeconds: { label: 'Counted since', source: 'stats_reset' },
      maxWalBytes: { label: 'Set now', source: 'pg_settings: max_wal_size' },
      advisedBytes: { label: 'Advised', source: 'twice the log of one interval, at least twice of now' },
      walBytesPerInterval: { label: 'Log of one checkpoint_timeout', source: 'pg_stat_wal' },
    },
  },
  check({ settings, checkpoints, wal }, { server, nowMs }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    if (server.inRecovery) return { notApplicable: 'A standby makes the checkpoints of its primary' };
    const counters = checkpoints?.[0];
    const setting = settings.find(({ name }) => name === 'max_wal_size');
    const maxWalBytes = settingBytes('max_wal_size', settings);
    if (!counters || !setting || maxWalBytes === null)
      return { notRun: 'The counters or max_wal_size were not read' };
    const windowSeconds = secondsSince(counters.statsResetAt, nowMs);
    if (windowSeconds === null) return { notRun: 'It is not known since when checkpoints are counted' };
    if (windowSeconds < LEAST_WINDOW_SECONDS)
      return {
        notRun: `Checkpoints are counted for ${duration(windowSeconds)} only; an hour tells`,
        isWaiting: true,
      };
    const { requested, timed } = counters;
    const all = requested + timed;
    if (all < LEAST_CHECKPOINTS || requested <= MOST_REQUESTED_RATIO * all) return [];
    const walBytesPerInterval = walPerInterval(wal?.[0], settings, nowMs);
    const advisedBytes = advisedWalSize(Math.max(maxWalBytes, walBytesPerInterval ?? 0));
    const value = inSettingUnit(advisedBytes, setting);
    if (value === null) return { notRun: 'max_wal_size has a unit that is not known' };
    return [
      {
        subject: ['max_wal_size'],
        severity: windowSeconds >= WARNING_WINDOW_SECONDS ? 'warning' : 'notice',
        // CHECKPOINT by hand, base backups and CREATE DATABASE request checkpoints as well.
        confidence: 'medium',
        title: `Raise max_wal_size from ${bytes(maxWalBytes)} to ${bytes(advisedBytes)}`,
        detail: `${count(requested)} of ${count(all)} checkpoints in ${duration(windowSeconds)} were requested, ${percent(requested / all)}. Base backups and CHECKPOINT by hand are among them.${settingLimits(setting)}`,
        facts: { requested, timed, windowSeconds, maxWalBytes, advisedBytes, walBytesPerInterval },
        impact: {
          prevents: 'log and disk load that only come from frequent checkpoints',
          basis: `Twice ${bytes(maxWalBytes)}${walBytesPerInterval === null ? '' : `, or twice the ${bytes(walBytesPerInterval)} of log that one checkpoint_timeout brings on average`}, rounded up to whole GiB.`,
        },
        ...raise(setting, value, advisedBytes, server),
      },
    ];
  },
});

/** With the counters begun anew: what was counted before says nothing about the new size. */
function raise(
  setting: Row<'settings'>,
  value: number,
  advisedBytes: number,
  server: ServerFacts,
): { readonly advice?: Advice } {
  const { advice } = settingAdvice(
    {
      setting,
      value,
      worsens: `The log may take ${bytes(advisedBytes)} of the disk of pg_wal, which cannot be seen from here, and a restart after a crash takes longer. Every tool that reads the counters of checkpoints sees them begin anew.`,
      note: 'Look at the free space of pg_wal first: no more than 60 % of it. The undo does not bring the counters back.',
    },
    server,
  );
  if (!advice) return {};
  const reset: Step = {
    sql: resetCheckpointCounters(server.major),
    transaction: 'any',
    lock: { mode: 'none', on: 'the counters of checkpoints', blocks: 'nothing' },
    duration: { seconds: 1, basis: 'sets counters to zero' },
    rewrites: false,
  };
  return { advice: { ...advice, steps: [...advice.steps, reset] } };
}
