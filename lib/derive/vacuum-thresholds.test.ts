import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '@/lib/rules/testing/autovacuum-defaults';
import { settings } from '@/lib/rules/testing/setting-rows';
import { table } from '@/lib/rules/testing/table-rows';
import { vacuumThresholds } from './vacuum-thresholds';

const defaults = settings(AUTOVACUUM_DEFAULTS);
const of = (over: Parameters<typeof table>[0], more: Readonly<Record<string, number>> = {}) =>
  vacuumThresholds(table(over), [...defaults, ...settings(more)]);

describe('the thresholds of autovacuum', () => {
  it('are those of the settings', () => {
    expect(of({ estimatedRows: 1_000_000 })).toEqual({
      isEnabled: true,
      deadRows: 200_050,
      insertedRows: 201_000,
      modifiedRows: 100_050,
      freezeXidAge: 200_000_000,
      freezeMultixactAge: 400_000_000,
    });
    expect(of({ estimatedRows: null }), 'never analysed').toMatchObject({
      deadRows: 50,
      insertedRows: 1_000,
    });
  });

  it('follow the table’s own options, which ask for less age only', () => {
    const options = [
      'autovacuum_vacuum_scale_factor=0.01',
      'autovacuum_vacuum_threshold=0',
      'autovacuum_vacuum_insert_threshold=-1',
      'autovacuum_freeze_max_age=100000',
      'autovacuum_multixact_freeze_max_age=900000000',
    ];
    expect(of({ estimatedRows: 1_000_000, options })).toMatchObject({
      deadRows: 10_000,
      insertedRows: null,
      freezeXidAge: 100_000,
      freezeMultixactAge: 400_000_000,
    });
  });

  it.each([
    ['false', false],
    ['off', false],
    ['0', false],
    ['on', true],
    ['o', true],
  ])('autovacuum_enabled=%s is %s', (value, isEnabled) => {
    expect(of({ options: [`autovacuum_enabled=${value}`] })).toMatchObject({ isEnabled });
  });

  it('are capped from 18, where inserts count by what is not frozen', () => {
    const cap = { autovacuum_vacuum_max_threshold: 100_000_000 };
    const large = { estimatedRows: 1_000_000_000, frozenRatio: 0.75 };
    expect(of(large, cap)).toMatchObject({ deadRows: 100_000_000, insertedRows: 50_001_000 });
    expect(of(large, { autovacuum_vacuum_max_threshold: -1 })).toMatchObject({ deadRows: 200_000_050 });
    const options = ['autovacuum_vacuum_max_threshold=1000'];
    expect(of({ ...large, options }, cap)).toMatchObject({ deadRows: 1_000 });
  });

  it('are not known without the settings', () => {
    expect(vacuumThresholds(table(), defaults.slice(1))).toBeNull();
  });
});
