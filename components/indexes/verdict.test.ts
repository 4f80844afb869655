import { describe, expect, it } from 'vitest';
import { rules } from '@/lib/rules/registry';
import { hasAction, verdictOf } from './verdict';

const finding = (rule: string) => ({ key: rule, rule, title: '', severity: 'notice' as const });

describe('the verdict of an index', () => {
  it('is the same word for a table and for a hypertable', () => {
    expect(verdictOf('indexes/unused')).toEqual({ word: 'unused', action: 'drop' });
    expect(verdictOf('hypertables/index-unused')).toEqual(verdictOf('indexes/unused'));
    expect(verdictOf('indexes/foreign-key-unindexed')).toEqual({
      word: 'foreign key unindexed',
      action: 'other',
    });
  });

  it('has a word for each rule that judges an index that is there', () => {
    const known = ['unused', 'duplicate', 'redundant', 'invalid', 'bloated'].map((name) => `indexes/${name}`);
    const ids = rules.map(({ meta }) => meta.id);
    for (const id of known) {
      expect(ids).toContain(id);
      expect(verdictOf(id).action).not.toBe('other');
    }
  });

  it('asks for what one of its findings asks for', () => {
    const index = { findings: [finding('indexes/bloated'), finding('indexes/unused')] };
    expect([hasAction(index, 'drop'), hasAction(index, 'rebuild'), hasAction(index, 'other')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(hasAction({ findings: [] }, 'drop')).toBe(false);
  });
});
