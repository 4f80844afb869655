import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Severity } from '../rule';
import { dropSlotAdvice } from '../shared/replication/drop-slot';
import { slotLimitBytes } from '../shared/replication/kept-log';

/** pgEdge speaks at 1 GB … */
const WARNING_BYTES = 1_000_000_000;
/** … Huawei's service at 20; ten are a small server's whole disk of log. */
const CRITICAL_BYTES = 10_000_000_000;
/** With a limit, a fifth of it is no burst any more. */
const WARNING_LIMIT_RATIO = 0.2;

export default defineRule({
  meta: {
    id: 'replication/slot-retaining',
    title: 'A replication slot keeps much log',
    why: 'Its receiver is behind, or gone. The log fills the disk, or, where a limit ends that, the slot is given up and the receiver has to be built anew.',
    source: 'https://www.postgresql.org/docs/current/view-pg-replication-slots.html',
    needs: ['replicationSlots'],
    wants: ['settings'],
    timing: {
      warning: { forSeconds: 300, clearSeconds: 600 },
      critical: { forSeconds: 300, clearSeconds: 600 },
    },
    facts: {
      retainedBytes: { label: 'Log it keeps', source: 'restart_lsn' },
      safeBytes: {
        label: 'May still be written before it is given up',
        source: 'pg_replication_slots.safe_wal_size',
      },
      limitBytes: { label: 'At most', source: 'pg_settings: max_slot_wal_keep_size' },
    },
  },
  check({ replicationSlots, settings }) {
    if (replicationSlots.length === 0) return { notApplicable: 'There is no replication slot' };
    const limit = slotLimitBytes(settings) ?? null;
    return replicationSlots.flatMap((slot) => {
      const severity = severityOf(slot, limit);
      if (!severity) return [];
      const { name, kind, retainedBytes, safeBytes, isActive, isTemporary } = slot;
      return [
        {
          subject: ['slot', name],
          severity,
          confidence: 'high' as const,
          title: isLost(slot)
            ? `Build the receiver of the slot ${name} anew`
            : `Bring the receiver of the slot ${name} up to date`,
          detail: `This ${kind} slot is ${isActive ? 'in use' : 'not in use'} and keeps ${bytes(retainedBytes)} of log. ${statusWords(slot)}`,
          facts: { retainedBytes, safeBytes, limitBytes: limit },
          impact: {
            ...(retainedBytes !== null && { bytesAtRisk: retainedBytes }),
            prevents: 'a disk that fills up with log, or a receiver that has to be built anew',
            basis: `From ${bytes(WARNING_BYTES)} on, or ${percent(WARNING_LIMIT_RATIO)} of max_slot_wal_keep_size.`,
          },
          ...(!isActive && !isTemporary && { advice: dropSlotAdvice(name) }),
        },
      ];
    });
  },
});

type Slot = Row<'replicationSlots'>;

const isLost = ({ walStatus, invalidationReason }: Slot) =>
  walStatus === 'lost' || invalidationReason !== null;

function severityOf(slot: Slot, limit: number | null): Severity | null {
  const retained = slot.retainedBytes ?? 0;
  if (isLost(slot) || slot.walStatus === 'unreserved' || retained >= CRITICAL_BYTES) return 'critical';
  const least = limit === null ? WARNING_BYTES : Math.min(WARNING_BYTES, WARNING_LIMIT_RATIO * limit);
  return retained >= least ? 'warning' : null;
}

function statusWords(slot: Slot): string {
  if (isLost(slot))
    return `The server has given it up${slot.invalidationReason === null ? '' : ` (${slot.invalidationReason})`}: it serves nobody any more and can be dropped.`;
  if (slot.walStatus === 'unreserved')
    return 'The next checkpoint may remove log that it needs: its receiver has to be faster at once.';
  return slot.isActive
    ? 'Its receiver cannot keep up: look at its lag.'
    : 'Its receiver is away: bring it back, or drop the slot when it will not come back.';
}
