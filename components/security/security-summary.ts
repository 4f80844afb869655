import type { SecurityAnswer } from '@/lib/api/security';
import { counted } from '@/lib/format/count';

/** One sentence for the head of the screen; what could not be read is always said. */
export function securitySummary({ findings, missing, roles }: SecurityAnswer): string {
  const logins = roles?.filter(({ canLogin }) => canLogin).length;
  return [
    findings.length === 0 ? 'Nothing is open.' : `${counted(findings.length, 'finding')} open.`,
    ...(logins === undefined ? [] : [`${counted(logins, 'role')} may sign in.`]),
    ...(missing.length === 0
      ? []
      : [`${counted(missing.length, 'part')} of it could not be read, so the rest is not all there is.`]),
  ].join(' ');
}
