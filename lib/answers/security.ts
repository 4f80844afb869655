import type { SecurityAnswer } from '@/lib/api/security';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { rolePowers } from '@/lib/derive/role-powers';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';
import { openFindings, reference } from './open-findings';
import { wireRows } from './wire-rows';

const NEEDS = [
  'roles',
  'ownReach',
  'publicGrants',
  'definerFunctions',
  'definerViews',
  'rowSecurity',
  'hostRules',
  'sessionEncryption',
  'statementPasswords',
  'settings',
] as const;

/** What decides about encryption and passwords. */
const SETTINGS: ReadonlySet<string> = new Set([
  'ssl',
  'ssl_min_protocol_version',
  'password_encryption',
  'listen_addresses',
  'row_security',
]);

/** Old versions have holes that are known. */
export const isAboutSecurity = ({ rule }: { readonly rule: string }): boolean =>
  /^(security|versions)\//.test(rule);

/** Who may do what, and how sessions prove who they are; what could not be read is named, never empty. */
export function securityAnswer(view: DatabaseView): SecurityAnswer {
  const { target, snapshot } = view;
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    own: ownRole(view),
    settings:
      artifactRows(snapshot, 'settings')?.flatMap(({ name, setting }) =>
        SETTINGS.has(name) ? [{ name, setting }] : [],
      ) ?? null,
    roles:
      artifactRows(snapshot, 'roles')?.map((role) => ({ ...role, powers: [...rolePowers(role)] })) ?? null,
    hostRules: wireRows(snapshot, 'hostRules'),
    sessions: artifactRows(snapshot, 'sessionEncryption')?.[0] ?? null,
    findings: openFindings(view).filter(isAboutSecurity).map(reference),
    missing: missingArtifacts(snapshot, NEEDS),
  };
}

function ownRole({ snapshot }: DatabaseView): SecurityAnswer['own'] {
  if (!snapshot) return null;
  const { roleName, isSuperuser, isMonitor } = snapshot.server;
  const roles = artifactRows(snapshot, 'roles');
  const own = roles?.find(({ name }) => name === roleName);
  return {
    name: roleName,
    isSuperuser,
    isMonitor,
    granted: roles && [...(own?.granted ?? []), ...(own?.inherited ?? [])],
    reach: artifactRows(snapshot, 'ownReach')?.[0] ?? null,
    readBy: roles?.filter(({ isMemberOfOurs }) => isMemberOfOurs).map(({ name }) => name) ?? null,
  };
}
