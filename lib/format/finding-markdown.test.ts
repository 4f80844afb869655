import { describe, expect, it } from 'vitest';
import { escapedMarkdown, findingMarkdown } from './finding-markdown';

const finding = {
  severity: 'warning',
  title: 'Add a policy to "x`](http://a)"',
  detail: 'Two\nlines',
  rule: 'columnstore/policy-missing',
  source: 'https://example.org/why',
  advice: {
    role: 'owner',
    deletesData: true,
    steps: [{ sql: 'SELECT "a```b";' }],
    undo: { impossible: 'Rows are gone.' },
    verify: { sql: 'SELECT 1;', expect: '1 — one' },
  },
};

describe('findingMarkdown', () => {
  it('keeps names of the database from becoming markup', () => {
    expect(findingMarkdown(finding)).toContain('Add a policy to "x\\`\\](http://a)"');
    expect(escapedMarkdown('<b>\n|')).toBe('\\<b\\> \\|');
  });

  it('fences SQL with more backticks than it holds', () => {
    expect(findingMarkdown(finding)).toContain('````sql\nSELECT "a```b";\n````');
  });

  it('says that data is deleted, and why there is no undo', () => {
    const text = findingMarkdown(finding);
    expect(text).toContain('This deletes data.');
    expect(text).toContain('Rows are gone.');
  });

  it('says what an undo does not take back', () => {
    const undo = [{ sql: 'SELECT 1;', note: 'Rows <gone>.', stays: 'The rest stays.' }];
    const text = findingMarkdown({ ...finding, advice: { ...finding.advice, undo } });
    expect(text).toContain('```sql\nSELECT 1;\n```\n\nRows \\<gone\\>.\n\nThe rest stays.\n\n**Verify**');
  });

  it('leaves the advice out where there is none', () => {
    const { advice: _, ...bare } = finding;
    expect(findingMarkdown(bare)).not.toContain('**Apply**');
  });
});
