import { secondsSince } from '@/lib/derive/seconds-since';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';
import { defineRule, type Severity } from '../rule';
import { dropSlotAdvice } from '../shared/replication/drop-slot';
import { slotLimitBytes } from '../shared/replication/kept-log';

/** Restarts and deployments of a receiver are over by then. */
const NOTICE_SECONDS = 600;
/** postgres-mixin is critical after half an hour. */
const WARNING_SECONDS = 1_800;

export default defineRule({
  meta: {
    id: 'replication/slot-inactive',
    title: 'Nobody uses a replication slot',
    why: 'A slot keeps all log since its receiver was last seen, and of a logical one the old rows of the catalogs too. Without a limit that goes on until the disk is full and the server stops.',
    source: 'https://www.postgresql.org/docs/current/warm-standby.html#STREAMING-REPLICATION-SLOTS',
    needs: ['replicationSlots'],
    wants: ['settings'],
    timing: {
      warning: { forSeconds: 1_800, clearSeconds: 60 },
      critical: { forSeconds: 1_800, clearSeconds: 60 },
    },
    facts: {
      inactiveSeconds: { label: 'Unused for', source: 'pg_replication_slots.inactive_since, PostgreSQL 17+' },
      retainedBytes: { label: 'Log it keeps', source: 'restart_lsn' },
      limitBytes: { label: 'At most', source: 'pg_settings: max_slot_wal_keep_size' },
    },
  },
  check({ replicationSlots, settings }, { nowMs }) {
    if (replicationSlots.length === 0) return { notApplicable: 'There is no replication slot' };
    const limit = slotLimitBytes(settings);
    return replicationSlots
      .filter((slot) => !slot.isActive && !slot.isTemporary && !slot.isSynced && slot.walStatus !== 'lost')
      .flatMap(({ name, kind, inactiveSince, retainedBytes }) => {
        const inactiveSeconds = secondsSince(inactiveSince, nowMs);
        const severity = severityOf(inactiveSeconds, limit === null);
        if (!severity) return [];
        const long = inactiveSeconds === null ? 'for an unknown time' : `for ${duration(inactiveSeconds)}`;
        return [
          {
            subject: ['slot', name],
            severity,
            confidence: inactiveSeconds === null ? ('medium' as const) : ('high' as const),
            title: `Decide whether the slot ${name} is still needed`,
            detail: `Nobody has used this ${kind} slot ${long}; it keeps ${bytes(retainedBytes)} of log. ${limitWords(limit)}`,
            facts: { inactiveSeconds, retainedBytes, limitBytes: limit ?? null },
            impact: {
              ...(retainedBytes !== null && { bytesAtRisk: retainedBytes }),
              prevents: limit === null ? 'a disk that fills up with log' : 'log that is kept for nobody',
              basis: `Unused ${long}, from ${duration(NOTICE_SECONDS)} on.`,
            },
            advice: dropSlotAdvice(name),
          },
        ];
      });
  },
});

/** Critical only where nothing stops it before the disk is full. Before 17 nothing tells since when it is unused. */
function severityOf(inactiveSeconds: number | null, isUnlimited: boolean): Severity | null {
  if (inactiveSeconds === null) return 'notice';
  if (inactiveSeconds >= WARNING_SECONDS) return isUnlimited ? 'critical' : 'warning';
  return inactiveSeconds >= NOTICE_SECONDS ? 'notice' : null;
}

function limitWords(limit: number | null | undefined): string {
  if (limit === undefined) return 'What limits it was not read.';
  return limit === null
    ? 'Nothing limits it: max_slot_wal_keep_size is -1.'
    : `At ${bytes(limit)} the server gives it up, and its receiver has to be built anew.`;
}
