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
    expect(guarded(step)).toEqual([
      [
        '-- Lock: AccessShare on public.metrics; blocks nothing.',
        "SET lock_timeout = '2s';",
        'SELECT 1;',
        'RESET lock_timeout;',
      ].join('\n'),
    ]);
  });

  it('limits the duration far above the estimate', () => {
    const limit = (seconds: number) => guarded({ ...step, duration: { seconds, basis: '' } })[0];
    expect(limit(1)).toContain("SET statement_timeout = '60s';");
    expect(limit(12.5)).toContain("SET statement_timeout = '125s';");
    expect(limit(1)).toContain('RESET statement_timeout;');
  });

  it('sends a statement alone that a transaction block refuses', () => {
    const [before, statement, after, ...more] = guarded({
      ...step,
      transaction: 'none',
      duration: { seconds: 1, basis: '' },
    });
    expect(before).toContain('send the parts one at a time, same session');
    expect(statement).toBe('SELECT 1;');
    expect(after).toBe('RESET lock_timeout;\nRESET statement_timeout;');
    expect(more).toEqual([]);
  });

  it('never lets a name end its comment', () => {
    const [hostile] = guarded({ ...step, lock: { ...step.lock, on: 'public.x\nDROP TABLE y; --' } });
    expect(hostile?.split('\n')[0]).toBe(
      '-- Lock: AccessShare on public.x DROP TABLE y; --; blocks nothing.',
    );
  });
});
