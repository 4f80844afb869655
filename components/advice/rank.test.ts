import { describe, expect, it } from 'vitest';
import type { Finding } from '@/lib/rules/rule';
import { sql } from '@/lib/sql/statement';
import { effort, effortWord, phaseOf, rank, ranked } from './rank';

const step = (rewrites = false) => ({
  sql: sql`SELECT 1;`,
  transaction: 'any' as const,
  lock: { mode: 'none', on: 'nothing', blocks: 'nothing' },
  rewrites,
});
const advice = (steps = [step()], deletesData = false): NonNullable<Finding['advice']> => ({
  steps,
  undo: { impossible: 'test' },
  verify: { sql: sql`SELECT 1;`, expect: '1' },
  role: 'owner',
  deletesData,
});
const finding = (over: Partial<Finding> = {}): Finding => ({
  subject: ['public', 'metrics'],
  severity: 'warning',
  confidence: 'high',
  title: 'Do it',
  detail: '',
  facts: {},
  advice: advice(),
  ...over,
});
const saves = (bytes: number) => ({ bytesSaved: { low: bytes, high: bytes }, basis: 'test' });

describe('ranked', () => {
  it('puts the best first, and nothing before the finding that it follows from', () => {
    const keyed = (key: string, over: Partial<Finding>, causeKey?: string) => ({
      ...finding(over),
      key,
      ...(causeKey !== undefined && { causeKey }),
    });
    const cause = keyed('job', { severity: 'warning' });
    const symptom = keyed('data', { severity: 'critical' }, 'job');
    const between = keyed('other', { severity: 'warning', impact: saves(1e9) });
    const keys = (...findings: Parameters<typeof ranked>[0]) => ranked(findings).map(({ key }) => key);
    expect(keys(symptom, cause, between)).toEqual(['other', 'job', 'data']);
    expect(keys(cause, symptom)).toEqual(['job', 'data']);
    expect(keys(between, symptom), 'without the cause').toEqual(['data', 'other']);
  });
});

describe('rank', () => {
  it('puts more saving first, and the surer of two equals', () => {
    expect(rank(finding({ impact: saves(1e12) }))).toBeGreaterThan(rank(finding({ impact: saves(1e9) })));
    expect(rank(finding())).toBeGreaterThan(rank(finding({ confidence: 'low' })));
  });

  it('puts the smaller effort first', () => {
    expect(rank(finding())).toBeGreaterThan(rank(finding({ advice: advice([step(true)]) })));
    expect(effort(finding({ advice: advice([step(), step()]) }))).toBe(1.25);
    expect(effortWord(finding())).toBe('low');
    expect(effortWord(finding({ advice: advice([step(true)], true) }))).toBe('high');
  });

  it('does not let a large saving of a notice pass a critical one', () => {
    expect(rank(finding({ severity: 'critical' }))).toBeGreaterThan(
      rank(finding({ severity: 'notice', impact: saves(1e12) })),
    );
  });
});

describe('phaseOf', () => {
  it.each([
    [finding({ severity: 'critical' }), 'Protect first'],
    [finding({ impact: { bytesAtRisk: 1, basis: '' } }), 'Protect first'],
    [finding(), 'Quick changes'],
    [finding({ advice: advice([step(true)]) }), 'Needs a window'],
    [finding({ advice: advice([step()], true) }), 'Needs a window'],
  ])('%#', (given, phase) => {
    expect(phaseOf(given)).toBe(phase);
  });

  it('has a place for findings without a statement', () => {
    const { advice: _, ...bare } = finding();
    expect(phaseOf(bare)).toBe('Look into');
  });
});
