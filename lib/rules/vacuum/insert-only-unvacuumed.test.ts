import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, NOW_MS, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { checkpoints } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import rule from './insert-only-unvacuumed';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (tables: Artifacts['tables'], over: Partial<Artifacts> = {}) =>
  rule.check(
    {
      tables,
      settings: settings(AUTOVACUUM_DEFAULTS),
      checkpoints: [checkpoints()],
      databaseCounters: null,
      ...over,
    },
    context({ server: server({ major: 18 }) }),
  );
const check = (...tables: Artifacts['tables']) => expectFindings(look(tables));

describe('vacuum/insert-only-unvacuumed', () => {
  it('speaks past ten times the inserts that make autovacuum come', () => {
    expect(check(table({ insertedSinceVacuum: 2_010_000 }))).toEqual([]);
    expect(check(table({ insertedSinceVacuum: 2_010_001 }))[0]).toMatchObject({
      severity: 'notice',
      facts: { insertedRows: 2_010_001, triggerRows: 201_000, lateTables: 1 },
      advice: { role: expect.stringContaining('MAINTAIN') },
    });
  });

  it('counts from 18 only what is not frozen', () => {
    expect(check(table({ insertedSinceVacuum: 1_100_000 }))).toEqual([]);
    expect(check(table({ insertedSinceVacuum: 1_100_000, frozenRatio: 0.5 }))).toHaveLength(1);
  });

  it('takes the shipped threshold where inserts are kept out of account', () => {
    const options = ['autovacuum_vacuum_insert_threshold=-1'];
    expect(check(table({ insertedSinceVacuum: 2_010_001, options }))).toHaveLength(1);
  });

  it('is silent where nothing is counted, and does not believe young counters', () => {
    expect(check(table({ insertedSinceVacuum: null }))).toEqual([]);
    const young = { checkpoints: [checkpoints({ statsResetAt: new Date(NOW_MS - 1_000).toISOString() })] };
    expect(look([table()], young)).toHaveProperty('notRun');
    expect(look([])).toHaveProperty('notApplicable');
  });
});
