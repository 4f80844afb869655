import { describe, expect, it } from 'vitest';
import { tablesAnswer as schema } from '@/lib/api/tables-schema';
import { AUTOVACUUM_DEFAULTS } from '@/lib/rules/testing/autovacuum-defaults';
import { snapshotOf } from '@/lib/rules/testing/context';
import { database, horizonHolder } from '@/lib/rules/testing/server-rows';
import { settings } from '@/lib/rules/testing/setting-rows';
import { bloat, sequence, table } from '@/lib/rules/testing/table-rows';
import { tablesAnswer } from './tables';
import { onTheWire, view } from './testing/view';

const answer = (rows: Parameters<typeof snapshotOf>[0], over: Partial<ReturnType<typeof view>> = {}) =>
  onTheWire(
    schema,
    tablesAnswer({ ...view(snapshotOf({ settings: settings(AUTOVACUUM_DEFAULTS), ...rows })), ...over }),
  );

describe('the answer about tables', () => {
  it('adds partitions up, and needs what the neediest of them needs', () => {
    const root = table({
      relationOid: 1,
      kind: 'partitioned',
      tableBytes: 0,
      indexBytes: 0,
      toastBytes: 0,
      xidAge: null,
    });
    const part = (relationOid: number, deadRows: number) =>
      table({ relationOid, rootOid: 1, isPartition: true, name: `part ${relationOid}`, deadRows });
    expect(answer({ tables: [root, part(2, 0), part(3, 400_100)] }).summaries).toEqual([
      expect.objectContaining({
        name: 'orders',
        parts: 2,
        totalBytes: 2 * 140_008_192,
        deadRows: 400_100,
        vacuumNeedRatio: 2,
        vacuumNeedOf: 'dead rows',
        isAutovacuumed: true,
        freezeMaxAge: 200_000_000,
      }),
    ]);
  });

  it('knows no need where nothing is counted, and no waste where it was not estimated', () => {
    expect(answer({ tables: [table({ deadRows: null })] }).summaries?.[0]).toMatchObject({
      vacuumNeedRatio: null,
      wastedBytes: null,
      growthBytesPerDay: null,
    });
    expect(
      answer({ tables: [table()], tableBloat: [bloat({ columnsUnknown: 1 })] }).summaries?.[0],
    ).toMatchObject({
      wastedBytes: 10_000_000,
      isWastedDoubtful: true,
    });
  });

  it('names the sequences nearest to their end, and counts those it may not read', () => {
    const read = answer(
      {
        sequences: [
          sequence({ name: 'calm' }),
          sequence({ name: 'near', lastValue: 2_000, ownerColumnMaximum: 4_000, increment: 2 }),
          sequence({ name: 'hidden', lastValue: null, usedRatio: null, isReadable: false }),
        ],
      },
      {
        growthPerDay: (metric, subject) =>
          metric === 'sequenceValue' && subject === 'public.near' ? 500 : null,
      },
    );
    expect(read.sequences).toMatchObject([
      { name: 'near', limitedBy: 'column', usedRatio: 0.5, valuesLeft: 1_000, daysLeft: 4 },
      { name: 'calm', daysLeft: null },
    ]);
    expect(read.sequencesHidden).toBe(1);
  });

  it('tells how long ids last', () => {
    const growthPerDay = (metric: string) => (metric === 'databaseXidAge' ? 1_000_000 : null);
    const databases = [database({ xidAge: 147_483_648 })];
    expect(answer({ databases }, { growthPerDay }).idDaysLeft).toBe(2_000);
    expect(answer({}).idDaysLeft).toBeNull();
  });

  it('names who holds the horizon', () => {
    expect(answer({ horizonHolders: [horizonHolder()] }).horizonHolders).toMatchObject([
      { pid: 4_711, xidAge: 1_000 },
    ]);
  });
});
