import { expect, it } from 'vitest';
import { lockWords } from './lock-words';

it('tells the locks of one mode together, and many by their number', () => {
  expect(lockWords([{ mode: 'AccessExclusive', relation: 'public.logs' }])).toBe(
    'AccessExclusive on public.logs',
  );
  expect(
    lockWords([
      { mode: 'Share', relation: 'public.a' },
      { mode: 'AccessShare', relation: 'public.b' },
      { mode: 'Share', relation: 'public.c' },
    ]),
  ).toBe('Share on public.a and public.c; AccessShare on public.b');
  const chunks = ['a', 'b', 'c'].map((relation) => ({ mode: 'Share', relation }));
  expect(lockWords(chunks)).toBe('Share on 3 relations');
});

it('does not take what could not be seen for no lock', () => {
  expect(lockWords([])).toBe('none on tables');
  expect(lockWords(null)).toMatch(/^not to be seen/);
});
