import { describe, expect, it } from 'vitest';
import { guarded } from './guarded';
import { sql } from './statement';

const step = {
  sql: sql`SELECT 1;`,
  lock: { mode: 'AccessShare', on: 'public.metrics', blocks: 'nothing' },
  transaction: 'any',
} as const;

describe('guarded', () => {
  it('sets a lock timeout around the statement and puts it back', () => {
    expect(guarded(step)).toBe(
      [
        '-- Lock: AccessShare on public.metrics; blocks nothing.',
        "SET lock_timeout = '2s';",
        'SELECT 1;',
        'RESET lock_timeout;',
      ].join('\n'),
    );
  });

  it('limits the duration far above the estimate', () => {
    const limit = (seconds: number) => guarded({ ...step, duration: { seconds, basis: '' } });
    expect(limit(1)).toContain("SET statement_timeout = '60s';");
    expect(limit(12.5)).toContain("SET statement_timeout = '125s';");
    expect(limit(1)).toContain('RESET statement_timeout;');
  });

  it('says when a transaction block refuses it', () => {
    expect(guarded({ ...step, transaction: 'none' })).toContain('-- Not inside a transaction block.');
  });

  it('never lets a name end its comment', () => {
    const hostile = guarded({ ...step, lock: { ...step.lock, on: 'public.x\nDROP TABLE y; --' } });
    expect(hostile.split('\n')[0]).toBe('-- Lock: AccessShare on public.x DROP TABLE y; --; blocks nothing.');
  });
});
