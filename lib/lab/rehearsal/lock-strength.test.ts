import { expect, it } from 'vitest';
import { isStrongerThanSaid, strongest } from './lock-strength';

const took = (...modes: string[]) => modes.map((mode) => ({ mode, relation: 'public.metrics' }));

it('names the strongest lock', () => {
  expect(strongest(took('AccessShare', 'Share', 'RowExclusive'))).toBe('Share');
  expect(strongest([])).toBeNull();
});

it('finds a step that took more than its advice says, and none that took as much or less', () => {
  expect(isStrongerThanSaid('Share', took('Share'))).toBe(false);
  expect(isStrongerThanSaid('AccessExclusive', took('Share'))).toBe(false);
  expect(isStrongerThanSaid('Share', took('ShareRowExclusive'))).toBe(true);
});

it('lets “none” read and write catalog rows, and no more', () => {
  expect(isStrongerThanSaid('none', took('RowExclusive'))).toBe(false);
  expect(isStrongerThanSaid('none', took('ShareUpdateExclusive'))).toBe(true);
});

it('holds words that are no mode to nothing', () => {
  expect(isStrongerThanSaid('as the job takes it', took('AccessExclusive'))).toBe(false);
});
