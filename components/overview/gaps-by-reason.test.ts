import { describe, expect, it } from 'vitest';
import { gapsByReason } from './gaps-by-reason';

const artifact = (over: Partial<Parameters<typeof gapsByReason>[0][number]>) => ({
  title: 'Tables',
  reason: 'this server keeps no statistics',
  status: 'not' as const,
  grantSql: null,
  ...over,
});

describe('gapsByReason', () => {
  it('says a reason once, with what it keeps from being read', () => {
    expect(gapsByReason([artifact({}), artifact({ title: 'Sessions' })])).toEqual([
      { reason: 'this server keeps no statistics', titles: ['Tables', 'Sessions'], hasGrant: false },
    ]);
  });

  it('begins with what a grant mends', () => {
    const denied = artifact({ reason: 'permission denied', grantSql: 'GRANT pg_monitor TO chunkwise;' });
    expect(gapsByReason([artifact({}), denied]).map(({ reason }) => reason)).toEqual([
      'permission denied',
      'this server keeps no statistics',
    ]);
  });

  it('tells what is not there yet from what cannot be read', () => {
    expect(gapsByReason([artifact({ reason: null, status: 'not-collected' })])[0]?.reason).toBe(
      'Not collected yet',
    );
  });
});
