import { describe, expect, it } from 'vitest';
import { database } from '@/lib/rules/testing/server-rows';
import { END_OF_IDS, idDaysLeft } from './id-days-left';

const databases = [
  database({ name: 'app', xidAge: END_OF_IDS - 1_000, multixactAge: 0 }),
  database({ name: 'template0', xidAge: 5, multixactAge: END_OF_IDS - 30 }),
];

describe('the days that ids last', () => {
  it('are told by the database that was not frozen meanwhile', () => {
    const growth = (metric: string, subject: string) =>
      metric === 'databaseXidAge' ? (subject === 'app' ? -500 : 100) : null;
    expect(idDaysLeft(databases, growth)).toBe(10);
  });

  it('are those of the kind that ends first', () => {
    const growth = (metric: string) => (metric === 'databaseXidAge' ? 100 : 10);
    expect(idDaysLeft(databases, growth)).toBe(3);
  });

  it('are not known while nothing is used up, or nobody has watched', () => {
    expect(idDaysLeft(databases, () => null)).toBeNull();
    expect(idDaysLeft(databases, () => 0)).toBeNull();
    expect(idDaysLeft([], () => 100)).toBeNull();
  });
});
