import type { Finding, NotRun } from '../rule';

/** A reason that hundreds of tables share is said of so many by name. */
const NAMED = 5;

export interface UnknownSubject {
  readonly subject: Finding['subject'];
  readonly reason: string;
}

/** What a rule found, and the subjects that it could not look at, each with its reason. */
export function withUnknown(
  findings: readonly Finding[],
  unknown: readonly UnknownSubject[],
): readonly Finding[] | NotRun {
  if (unknown.length === 0) return findings;
  const named = unknown.slice(0, NAMED).map(({ subject, reason }) => `${subject.join('.')}: ${reason}`);
  const rest = unknown.length - named.length;
  return {
    notRun: [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; '),
    findings,
    unknown: unknown.map(({ subject }) => subject),
  };
}
