import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { secondsSince } from '@/lib/derive/seconds-since';
import { inSettingUnit, settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { resetCheckpointCounters } from '@/lib/sql/setting';
import {
  type Advice,
  defineRule,
  type Finding,
  type NotRun,
  type Step,
  type Trend,
  type Trends,
} from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import {
  advisedWalSize,
  LEAST_WINDOW_SECONDS,
  walPerInterval,
  withinDisk,
} from '../shared/settings/wal-size';

/** So long it has to go on to be a warning (operations reference: requested share of checkpoints). */
const WARNING_HOURS = 6;
const HOUR_SECONDS = 3_600;
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
    trends: [
      { metric: 'requestedCheckpointsPerSecond', hours: WARNING_HOURS },
      { metric: 'timedCheckpointsPerSecond', hours: WARNING_HOURS },
      { metric: 'walBytesPerSecond', hours: WARNING_HOURS },
    ],
    facts: {
      requested: { label: 'Checkpoints on request', source: 'pg_stat_checkpointer or pg_stat_bgwriter' },
      timed: { label: 'Checkpoints on time', source: 'pg_stat_checkpointer or pg_stat_bgwriter' },
      windowSeconds: { label: 'Counted for', source: 'history, or since stats_reset' },
      maxWalBytes: { label: 'Set now', source: 'pg_settings: max_wal_size' },
      advisedBytes: {
        label: 'Advised',
        source: 'twice the log of one interval, at least twice of now; at most half of profile.diskBytes',
      },
      walBytesPerInterval: { label: 'Log of one checkpoint_timeout', source: 'history, or pg_stat_wal' },
    },
  },
  check({ settings, checkpoints, wal }, { server, nowMs, trends, profile }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    if (server.inRecovery) return { notApplicable: 'A standby makes the checkpoints of its primary' };
    const counters = checkpoints?.[0];
    const setting = settings.find(({ name }) => name === 'max_wal_size');
    const maxWalBytes = settingBytes('max_wal_size', settings);
    if (!counters || !setting || maxWalBytes === null)
      return { notRun: 'The counters or max_wal_size were not read' };
    const counted =
      watched(trends, secondsSince(counters.statsResetAt, nowMs)) ?? sinceReset(counters, nowMs);
    if ('notRun' in counted) return counted;
    const all = counted.requested + counted.timed;
    if (all < LEAST_CHECKPOINTS || counted.requested <= MOST_REQUESTED_RATIO * all) return [];
    const walBytesPerInterval = watchedLog(settings, trends) ?? walPerInterval(wal?.[0], settings, nowMs);
    const wantedBytes = advisedWalSize(Math.max(maxWalBytes, walBytesPerInterval ?? 0));
    const mostBytes = withinDisk(wantedBytes, profile.diskBytes);
    const value = inSettingUnit(mostBytes, setting);
    if (value === null) return { notRun: 'max_wal_size has a unit that is not known' };
    const sizes = { maxWalBytes, walBytesPerInterval, wantedBytes };
    return mostBytes > maxWalBytes
      ? [
          {
            ...finding(counted, sizes, mostBytes),
            title: `Raise max_wal_size from ${bytes(maxWalBytes)} to ${bytes(mostBytes)}`,
            detail: `${requestedText(counted)}${settingLimits(setting)}`,
            ...raise(setting, value, mostBytes, server),
          },
        ]
      : [
          {
            ...finding(counted, sizes, null),
            title: `Make room for the log: max_wal_size is ${bytes(maxWalBytes)}, and the disk allows no more`,
            detail: `${requestedText(counted)} It should be ${bytes(wantedBytes)}, and half of the disk is the most: put pg_wal on a disk of its own, or take a larger one. wal_compression makes the log smaller.`,
          },
        ];
  },
});

function finding(
  { requested, timed, windowSeconds, isLong }: Counted,
  {
    maxWalBytes,
    walBytesPerInterval,
    wantedBytes,
  }: {
    readonly maxWalBytes: number;
    readonly walBytesPerInterval: number | null;
    readonly wantedBytes: number;
  },
  advisedBytes: number | null,
): Pick<Finding, 'subject' | 'severity' | 'confidence' | 'facts' | 'impact'> {
  return {
    subject: ['max_wal_size'],
    severity: isLong ? 'warning' : 'notice',
    // CHECKPOINT by hand, base backups and CREATE DATABASE request checkpoints as well.
    confidence: 'medium',
    facts: { requested, timed, windowSeconds, maxWalBytes, advisedBytes, walBytesPerInterval },
    impact: {
      prevents: 'log and disk load that only come from frequent checkpoints',
      basis: `Twice ${bytes(maxWalBytes)}${walBytesPerInterval === null ? '' : `, or twice the ${bytes(walBytesPerInterval)} of log that one checkpoint_timeout brings on average`}, rounded up to whole GiB${advisedBytes === wantedBytes ? '' : '; no more than half of the disk'}.`,
    },
  };
}

const requestedText = ({ requested, timed, windowSeconds }: Counted): string =>
  `${count(requested)} of ${count(requested + timed)} checkpoints in ${duration(windowSeconds)} were requested, ${percent(requested / (requested + timed))}. Base backups and CHECKPOINT by hand are among them.`;

interface Counted {
  readonly requested: number;
  readonly timed: number;
  readonly windowSeconds: number;
  readonly isLong: boolean;
}

/**
 * Within the last hours, whatever was long before; null where they were not watched, or the counters were reset meanwhile,
 * as the advice has it: what was counted for another size must not ask for twice as much again.
 */
function watched(trends: Trends, secondsSinceReset: number | null): Counted | null {
  const requested = trends('requestedCheckpointsPerSecond', [], WARNING_HOURS);
  const timed = trends('timedCheckpointsPerSecond', [], WARNING_HOURS);
  if ('notRun' in requested || 'notRun' in timed) return null;
  const windowSeconds = Math.min(requested.windowSeconds, timed.windowSeconds);
  if (secondsSinceReset !== null && secondsSinceReset < windowSeconds) return null;
  const within = ({ average }: Trend) => Math.round(average * windowSeconds);
  return { requested: within(requested), timed: within(timed), windowSeconds, isLong: true };
}

/** The best that is known before history is. */
function sinceReset({ requested, timed, statsResetAt }: Row<'checkpoints'>, nowMs: number): Counted | NotRun {
  const windowSeconds = secondsSince(statsResetAt, nowMs);
  if (windowSeconds === null) return { notRun: 'It is not known since when checkpoints are counted' };
  return windowSeconds < LEAST_WINDOW_SECONDS
    ? {
        notRun: `Checkpoints are counted for ${duration(windowSeconds)} only; an hour tells`,
        isWaiting: true,
      }
    : { requested, timed, windowSeconds, isLong: windowSeconds >= WARNING_HOURS * HOUR_SECONDS };
}

/** The log that one checkpoint_timeout brought within the last hours; null where it was not watched. */
function watchedLog(settings: readonly Row<'settings'>[], trends: Trends): number | null {
  const rate = trends('walBytesPerSecond', [], WARNING_HOURS);
  const timeout = settings.find(({ name }) => name === 'checkpoint_timeout')?.setting;
  return 'notRun' in rate || timeout == null ? null : rate.average * Number(timeout);
}

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
