import type { AnyRule } from '../registry';
import type { Finding } from '../rule';

/** The findings of a rule that could look; fails with its reason where it could not. */
export function expectFindings(result: ReturnType<AnyRule['check']>): readonly Finding[] {
  if (!('length' in result)) throw new Error(`expected findings, got ${JSON.stringify(result)}`);
  return result;
}
