import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '@/lib/collect/without-secrets';
import { statement } from '@/lib/rules/testing/statement-rows';
import { shapesOf, unreadStatements } from './statement-shapes';

describe('the shapes of statements', () => {
  it('are one list for each statement, empty where nothing is known', () => {
    const rows = [
      statement('SELECT 1 FROM t WHERE a = $1'),
      statement('', { query: null }),
      statement('SELECT 1 FROM t WHERE'),
      statement('VACUUM t'),
    ];
    expect(shapesOf(rows).map((shapes) => shapes.length)).toEqual([1, 0, 0, 0]);
  });

  it('read a text once, also in the next snapshot', () => {
    const shapes = () => shapesOf([statement('SELECT 1 FROM t WHERE b = $1')])[0];
    expect(shapes()).toBe(shapes());
  });

  it('forget texts that were not asked for in a while', () => {
    const first = () => shapesOf([statement('SELECT 1 FROM first')])[0];
    const before = first();
    shapesOf(Array.from({ length: 499 }, (_, at) => statement(`SELECT 1 FROM t${at}`)));
    expect(first()).toBe(before);
    shapesOf(Array.from({ length: 500 }, (_, at) => statement(`SELECT 2 FROM t${at}`)));
    expect(first()).not.toBe(before);
  });

  it('count what cannot be read, but not what is summed up nor what runs no query', () => {
    const took = { totalSeconds: 2 };
    const rows = [
      statement('', { ...took, query: null }),
      statement('SELECT (', took),
      statement('VACUUM t', took),
      statement(withoutSecrets('ALTER ROLE bob SET x = 1'), took),
      statement(withoutSecrets('SET x = 1'), took),
      statement('', { ...took, query: null, isRemainder: true }),
      statement('', { ...took, query: null, isOwn: true }),
    ];
    expect(unreadStatements(rows)).toEqual({ statements: 2, seconds: 4 });
  });
});
