import { countInactiveSlots, countSlots, dropSlot } from '@/lib/sql/replication-slot';
import type { Advice } from '../../rule';

/** Removes a slot that nobody uses. Only its owner knows whether somebody will. */
export function dropSlotAdvice(name: string): Advice {
  return {
    precheck: { sql: countInactiveSlots(name), expect: '1 — the slot is there and nobody uses it' },
    steps: [
      {
        sql: dropSlot(name),
        transaction: 'any',
        lock: { mode: 'none', on: 'the slot', blocks: 'nothing; it is refused while somebody uses the slot' },
        duration: { seconds: 1, basis: 'removes one small file; the log goes with the next checkpoints' },
        rewrites: false,
      },
    ],
    undo: {
      impossible:
        'A new slot begins at the present end of the log: what its receiver has not read by then, it has to be given by a new copy.',
    },
    verify: { sql: countSlots(name), expect: '0 — the slot is gone' },
    worsens:
      'Its receiver cannot go on where it stopped: a standby without an archive, or a subscriber, has to be built anew.',
    role: 'superuser, or a role with REPLICATION',
    deletesData: false,
    note: 'Ask first who made the slot. If its receiver only is away for a while, bring that back instead. A dropped subscription, a removed standby or a change-data tool that was switched off leaves slots behind.',
    notRehearsable: 'A sandbox has no receiver, and none of the slots of this server.',
  };
}
