import { describe, expect, it } from 'vitest';
import { server, timescale } from '@/lib/rules/testing/context';
import { sql } from '@/lib/sql/statement';
import { differences } from './state-of';
import { verdict } from './verdict';

type Rehearsed = Parameters<typeof verdict>[0];
type Statement = Rehearsed['statements'][number];

const ran = (over: Partial<Statement>): Statement => ({
  part: 'step',
  status: 'ok',
  expected: null,
  answer: null,
  error: null,
  sqlstate: null,
  locks: [],
  lockSaid: 'ShareUpdateExclusive',
  ...over,
});
const whole = { chunksLeftOut: 0, missing: [] };
const of = (statements: readonly Statement[], over: Partial<Rehearsed> = {}) =>
  verdict({
    statements,
    leftByUndo: [],
    undo: [],
    rebuilt: whole,
    sandbox: server(),
    server: server(),
    ...over,
  });

describe('the verdict of a rehearsal', () => {
  it('is passed where everything ran, answered and came back, or cannot come back', () => {
    expect(of([ran({})])).toEqual({ status: 'passed', reason: null });
    expect(of([ran({})], { leftByUndo: null })).toEqual({ status: 'passed', reason: null });
  });

  it('is failed where the undo leaves something changed', () => {
    expect(of([ran({})], { leftByUndo: ['policies retention.12: is gone'] })).toEqual({
      status: 'failed',
      reason: 'The undo does not bring everything back: policies retention.12: is gone.',
    });
    expect(of([ran({})], { leftByUndo: ['a', 'b', 'c'] }).reason).toMatch(/: a, and 2 more\.$/);
    expect(of([ran({})], { leftByUndo: ['chunks _hyper_1_1: is gone'] }).status).toBe('failed');
  });

  it('lets stay what became of rows where the undo says so, and settings never', () => {
    const undo = [{ sql: sql`SELECT 1;`, stays: 'What was refreshed stays so.' }];
    const refreshed = 'continuousAggregates public.daily: watermarkUnits was 1, is 2';
    const newChunk = 'hypertableIndexes public.daily_idx: chunkIndexes was 0, is 1';
    expect(of([ran({})], { undo, leftByUndo: [refreshed, newChunk] }).status).toBe('passed');
    expect(of([ran({})], { undo, leftByUndo: [refreshed, 'policies refresh.2: is there, was not'] })).toEqual(
      {
        status: 'failed',
        reason: 'The undo does not bring everything back: policies refresh.2: is there, was not.',
      },
    );
  });

  it('looks at everything that is left, however much it is', () => {
    const undo = [{ sql: sql`SELECT 1;`, stays: 'What was refreshed stays so.' }];
    const chunks = Array.from({ length: 20 }, (_, at) => [`chunks ${at}`, '[]'] as const);
    const left = differences(new Map(), new Map(chunks));
    expect(of([ran({})], { undo, leftByUndo: left }).status).toBe('passed');
    const setting = new Map([...chunks, ['policies retention.1', '[]']] as const);
    expect(of([ran({})], { undo, leftByUndo: differences(new Map(), setting) }).reason).toMatch(
      /: policies retention\.1: is there, was not\.$/,
    );
    const mode =
      'continuousAggregates public.daily: isMaterializedOnly was true, is false; watermarkUnits was 1, is 2';
    expect(of([ran({})], { undo, leftByUndo: [mode] }).status).toBe('failed');
  });

  it('is failed by a statement that fails, unless the sandbox is what it fails by', () => {
    const failing = [ran({ part: 'undo', status: 'failed', error: 'no such function', sqlstate: '42883' })];
    expect(of(failing)).toEqual({ status: 'failed', reason: 'The undo failed: no such function' });
    expect(of(failing, { server: server({ timescale: timescale('2.17.0') }) }).status).toBe(
      'not-rehearsable',
    );
    expect(of(failing, { rebuilt: { ...whole, missing: ['a view'] } }).status).toBe('not-rehearsable');
  });

  it('is failed by another answer where all was rebuilt, and by a stronger lock', () => {
    const differs = [ran({ part: 'verify', status: 'differs', expected: '1', answer: '0' })];
    expect(of(differs).reason).toBe('The verify answered 0 instead of 1.');
    expect(of(differs, { rebuilt: { ...whole, chunksLeftOut: 1 } }).status).toBe('not-rehearsable');
    expect(of([ran({ locks: [{ mode: 'AccessExclusive', relation: 'metrics' }] })])).toEqual({
      status: 'failed',
      reason: 'A step took AccessExclusive where ShareUpdateExclusive is said.',
    });
  });
});
