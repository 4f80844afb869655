import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { slot } from '../testing/server-rows';
import { memorySetting } from '../testing/setting-rows';
import rule from './slot-unlimited';

const GIB = 1_073_741_824;
const check = (keepMb: number, over = {}, maxWalMb = 1_024) =>
  expectFindings(
    rule.check(
      {
        replicationSlots: [slot()],
        settings: [memorySetting('max_slot_wal_keep_size', keepMb), memorySetting('max_wal_size', maxWalMb)],
      },
      context(over),
    ),
  );

describe('replication/slot-unlimited', () => {
  it('is quiet where there is any limit', () => {
    expect(check(0)).toEqual([]);
    expect(check(1_024)).toEqual([]);
  });

  it('proposes ten GiB, or four times max_wal_size, where the disk is not known', () => {
    expect(check(-1)[0]).toMatchObject({
      severity: 'notice',
      confidence: 'low',
      facts: { slots: 1, advisedBytes: 10 * GIB },
    });
    expect(check(-1, {}, 4_096)[0]?.facts.advisedBytes).toBe(16 * GIB);
  });

  it('proposes a fifth of the disk where it is', () => {
    const [finding] = check(-1, { profile: { diskBytes: 100 * GIB } });
    expect(finding).toMatchObject({ confidence: 'medium', facts: { advisedBytes: 20 * GIB } });
    expect(finding?.advice?.steps[0]?.sql).toBe('ALTER SYSTEM SET "max_slot_wal_keep_size" = 20480;');
  });

  it('does not apply without a lasting slot, and does not know what was not read', () => {
    const rows = { replicationSlots: [slot({ isTemporary: true })], settings: [] };
    expect(rule.check(rows, context())).toHaveProperty('notApplicable');
    expect(rule.check({ ...rows, replicationSlots: [slot()] }, context())).toHaveProperty('notRun');
  });
});
