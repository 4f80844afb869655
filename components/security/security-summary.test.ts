import { expect, it } from 'vitest';
import type { SecurityAnswer } from '@/lib/api/security';
import { securitySummary } from './security-summary';

it('says what is open, who may sign in, and what was not read', () => {
  const answer = (over: object) =>
    ({ findings: [], missing: [], roles: null, ...over }) as unknown as SecurityAnswer;
  expect(securitySummary(answer({ roles: [{ canLogin: true }, { canLogin: false }] }))).toBe(
    'Nothing is open. 1 role may sign in.',
  );
  expect(securitySummary(answer({ findings: [{}, {}], missing: [{}] }))).toBe(
    '2 findings open. 1 part of it could not be read, so the rest is not all there is.',
  );
});
