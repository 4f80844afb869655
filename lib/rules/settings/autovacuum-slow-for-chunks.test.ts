import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { chunk, dailyChunks } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './autovacuum-slow-for-chunks';

const MANY = dailyChunks(1_001);
const DEFAULTS = { autovacuum_max_workers: 3, autovacuum_naptime: 60 };
const check = (
  values: Readonly<Record<string, number>> = DEFAULTS,
  chunks: Parameters<typeof rule.check>[0]['chunks'] = MANY,
  major = 17,
) => {
  const result = rule.check({ settings: settings(values), chunks }, context({ server: server({ major }) }));
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('settings/autovacuum-slow-for-chunks', () => {
  it('is quiet up to a thousand chunks, tiered ones not counted', () => {
    expect(check(DEFAULTS, MANY.slice(1))).toEqual([]);
    expect(check(DEFAULTS, [...MANY.slice(1), chunk({ isTiered: true })])).toEqual([]);
  });

  it('wants more workers and shorter naps from there on', () => {
    expect(check()).toMatchObject([
      {
        subject: ['autovacuum_max_workers'],
        severity: 'notice',
        facts: { chunks: 1_001, workers: 3, napSeconds: null },
        advice: { steps: [{ sql: 'ALTER SYSTEM SET "autovacuum_max_workers" = 10;' }] },
      },
      {
        subject: ['autovacuum_naptime'],
        facts: { chunks: 1_001, workers: null, napSeconds: 60 },
        advice: { steps: [{ sql: 'ALTER SYSTEM SET "autovacuum_naptime" = 10;' }] },
      },
    ]);
  });

  it('leaves alone what somebody raised', () => {
    expect(check({ autovacuum_max_workers: 4, autovacuum_naptime: 59 })).toEqual([]);
  });

  it('goes no further than the slots that PostgreSQL 18 reserved', () => {
    const withSlots = (slots: number) => check({ ...DEFAULTS, autovacuum_worker_slots: slots }, MANY, 18);
    expect(withSlots(5)[0]?.title).toBe('Let 5 autovacuum workers share 1,001 chunks');
    expect(withSlots(3).map(({ subject }) => subject[0])).toEqual(['autovacuum_naptime']);
  });

  it('says nothing of settings that could not be read, and nothing to the engine of Chunkwise', () => {
    expect(check({})).toEqual([]);
    expect(
      rule.check(
        { settings: settings(DEFAULTS), chunks: MANY },
        context({ server: server({ engine: 'embedded' }) }),
      ),
    ).toHaveProperty('notApplicable');
  });
});
