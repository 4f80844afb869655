import { inSettingUnit, settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { slotLimitBytes } from '../shared/replication/kept-log';
import { settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const SETTING = 'max_slot_wal_keep_size';
const GIB = 1_073_741_824;
/** Of a disk whose size was told: the log has room beside the data, and there is time to act before it is full. */
const DISK_RATIO = 0.2;
/** Of a disk of unknown size: where the amount of kept log is critical by itself, and well above what checkpoints keep. */
const LEAST_BYTES = 10 * GIB;
const MAX_WAL_SIZES = 4;

export default defineRule({
  meta: {
    id: 'replication/slot-unlimited',
    title: 'Nothing limits the log that slots keep',
    why: 'One receiver that is away long enough fills the disk, and then the whole server stops. With a limit only that receiver has to be built anew.',
    source:
      'https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-MAX-SLOT-WAL-KEEP-SIZE',
    needs: ['replicationSlots', 'settings'],
    facts: {
      slots: { label: 'Slots', source: 'pg_replication_slots' },
      advisedBytes: {
        label: 'Advised limit',
        source: 'a fifth of the disk, or four times max_wal_size, 10 GiB at least',
      },
    },
  },
  check({ replicationSlots, settings }, { server, profile }) {
    const slots = replicationSlots.filter(({ isTemporary }) => !isTemporary);
    if (slots.length === 0) return { notApplicable: 'There is no lasting replication slot' };
    const limit = slotLimitBytes(settings);
    const setting = settings.find(({ name }) => name === SETTING);
    if (limit === undefined || !setting) return { notRun: `${SETTING} was not read` };
    if (limit !== null) return [];
    const fromDisk = profile.diskBytes === undefined ? null : DISK_RATIO * profile.diskBytes;
    const wanted =
      fromDisk ?? Math.max(LEAST_BYTES, MAX_WAL_SIZES * (settingBytes('max_wal_size', settings) ?? 0));
    const advisedBytes = Math.max(GIB, Math.round(wanted / GIB) * GIB);
    const value = inSettingUnit(advisedBytes, setting);
    if (value === null) return { notRun: `${SETTING} has a unit that is not known` };
    return [
      {
        subject: [SETTING],
        severity: 'notice',
        confidence: fromDisk === null ? 'low' : 'medium',
        title: `Limit the log that slots keep to ${bytes(advisedBytes)}`,
        detail: `${counted(slots.length, 'slot')} may keep any amount of log. ${
          fromDisk === null
            ? 'The size of the disk is not known; with it in the profile the advice is a fifth of that.'
            : `A fifth of the disk of ${bytes(profile.diskBytes)}.`
        }${settingLimits(setting)}`,
        facts: { slots: slots.length, advisedBytes },
        impact: {
          prevents: 'a server that stops because its disk is full of log',
          basis: `${SETTING} = -1.`,
        },
        ...settingAdvice(
          {
            setting,
            value,
            worsens: `A receiver that is away for more than ${bytes(advisedBytes)} of log loses its slot and has to be built anew.`,
            note: 'Look at the free space of pg_wal first, and at what slots keep now: one that keeps more is given up at the next checkpoint, and the undo does not bring it back.',
          },
          server,
        ),
      },
    ];
  },
});
