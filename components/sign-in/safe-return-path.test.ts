import { expect, it } from 'vitest';
import { safeReturnPath } from './safe-return-path';

it.each([
  [null, '/'],
  ['', '/'],
  ['/d/demo/advice?finding=a', '/d/demo/advice?finding=a'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('%s leads to %s', (asked, path) => {
  expect(safeReturnPath(asked)).toBe(path);
});
