import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { activity } from '../testing/server-rows';
import rule from './connections-near-limit';

const check = (over: Parameters<typeof activity>[0]) =>
  expectFindings(rule.check({ activity: [activity(over)] }, context()));

describe('sessions/connections-near-limit', () => {
  it.each([
    [79, undefined],
    [80, 'warning'],
    [89, 'warning'],
    [90, 'critical'],
  ])('of 100 connections: %i', (clients, severity) => {
    expect(check({ clients })[0]?.severity).toBe(severity);
  });

  it('is critical with three left, however few there are', () => {
    expect(check({ clients: 12, usableConnections: 16 })).toEqual([]);
    expect(check({ clients: 13, usableConnections: 16 })[0]).toMatchObject({
      severity: 'critical',
      facts: { connections: 13, usableConnections: 16, usedRatio: 13 / 16 },
    });
  });

  it('tells idle ones from a server that works', () => {
    expect(check({ clients: 85, idle: 80 })[0]?.detail).toContain('pooler');
    expect(check({ clients: 85, idle: 5 })[0]?.detail).toContain('compete');
  });

  it('does not know what is hidden', () => {
    expect(rule.check({ activity: [activity({ clients: null })] }, context())).toHaveProperty('notRun');
  });
});
