import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import type { Judgement } from '../judge';
import { rules } from '../registry';

/** Rules that cannot look, by what their reason says. */
export type BlindSpots = Readonly<Record<string, RegExp>>;

const NOT_SELECTED = /sequences are hidden from this role: grant SELECT/;
const OTHER_SESSIONS = /Sessions of other roles are hidden/;

/**
 * What the role that `npm run role` prints cannot judge on a plain PostgreSQL. The lines of the configuration files say
 * who gets in, and where secrets may be: each is a grant of its own, which the coverage screen offers.
 */
export const BLIND_OF_PRINTED_ROLE: BlindSpots = {
  'security/host-rules-weak': /permission denied for view pg_hba_file_rules/,
  'settings/file-error': /permission denied for view pg_file_settings/,
};

/** What a role without any grant cannot judge beside that. */
export const BLIND_WITHOUT_GRANTS: BlindSpots = {
  ...BLIND_OF_PRINTED_ROLE,
  'queries/regressed': /statements of other roles cannot be told apart/,
  'security/sessions-plain': OTHER_SESSIONS,
  'security/statements-hold-passwords': /Texts of statements of other roles are hidden/,
  'server/crashed': /Processes of the server are hidden/,
  'sessions/blocked': OTHER_SESSIONS,
  'sessions/connections-near-limit': OTHER_SESSIONS,
  'sessions/idle-in-transaction': OTHER_SESSIONS,
  'sessions/transaction-long': OTHER_SESSIONS,
  'tables/key-type-small': NOT_SELECTED,
  'tables/sequence-exhausting': NOT_SELECTED,
  'settings/restart-pending': /Settings that only superusers and pg_read_all_settings see are hidden/,
  'vacuum/horizon-held': /What sessions of other roles hold is hidden/,
  'wal/directory-large': /The files of the log may not be listed/,
};

const NOT_CREATED = /pg_stat_statements is not installed in this database/;

/** Of a database without the extension, whoever looks. */
export const BLIND_WITHOUT_STATEMENTS: BlindSpots = {
  'indexes/workload-candidate': NOT_CREATED,
  'queries/regressed': NOT_CREATED,
  'queries/statements-lossy': NOT_CREATED,
  'queries/temp-heavy': NOT_CREATED,
  'security/statements-hold-passwords': NOT_CREATED,
};

const NOT_LOADED = /pg_stat_statements must be loaded via/;

/** Of one with the extension on a server that does not load its library. */
export const BLIND_WITHOUT_LIBRARY: BlindSpots = {
  'indexes/workload-candidate': NOT_LOADED,
  'queries/regressed': NOT_LOADED,
  'queries/statements-lossy': NOT_LOADED,
  'queries/temp-heavy': NOT_LOADED,
  'security/statements-hold-passwords': NOT_LOADED,
};

/** What pg_stat_statements does not tell before its version 1.9, which came with PostgreSQL 14. */
export const BLIND_BEFORE_14: BlindSpots = {
  'indexes/workload-candidate': /Before PostgreSQL 14 nothing tells since when/,
};

/** Of a server that others follow, or that follows one, without any grant. */
export const BLIND_WITHOUT_POSITIONS: BlindSpots = { 'replication/lag': /hidden/ };
export const BLIND_ON_STANDBY: BlindSpots = {
  'replication/lag': /The state of the receiver is hidden/,
  'replication/standby-disconnected': /The state of the receiver is hidden/,
};

/**
 * Rules that speak although rows of what they need are hidden from a role without grants, as those rows are not what
 * they are about. Whoever adds one has to know that it passes nothing for the better that it has not seen.
 */
const SEES_ENOUGH: ReadonlySet<string> = new Set([
  // Every role sees the counters that they judge by.
  'queries/statements-lossy',
  // There is no row to be hidden: no standby, no subscription, no archiving, no sequence, no table.
  'replication/lag',
  'replication/subscription-stopped',
  'tables/key-type-small',
  'tables/sequence-exhausting',
  'wal/archiver-failing',
  'wal/archiver-not-running',
  // The position in the log is for everyone; the files are not.
  'wal/rate-unusual',
  // They do not run where something that matters is hidden.
  'indexes/bloated',
  'indexes/workload-candidate',
  'queries/temp-heavy',
  'server/disk-filling',
  'vacuum/table-bloat',
]);

/** The rules that say something else than that they cannot look, though they need what is hidden in part. */
export function speaksUnseeing({ artifacts }: Snapshot, { outcomes }: Judgement): readonly string[] {
  const isHidden = (name: ArtifactName) => {
    const artifact = artifacts[name];
    // Of settings files, folders and libraries are hidden, and who asks for one of them finds no row.
    if (name === 'settings') return false;
    return artifact?.status === 'ok'
      ? artifact.partly !== undefined
      : artifact?.reason !== NO_TIMESCALE.unavailable;
  };
  const unseeing = rules.filter(({ meta }) => meta.needs.some(isHidden));
  const speaking = new Set(
    outcomes.flatMap(({ rule, status, reason }) =>
      status === 'not-run' || reason === NO_TIMESCALE.unavailable ? [] : [rule],
    ),
  );
  return unseeing.map(({ meta }) => meta.id).filter((id) => speaking.has(id) && !SEES_ENOUGH.has(id));
}

/** The rules that do not run though nothing is left to wait for, with the reason. */
export function blindRules({ outcomes }: Judgement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    outcomes.flatMap(({ rule, status, reason, isWaiting }) =>
      status === 'not-run' && !isWaiting ? [[rule, reason ?? '']] : [],
    ),
  );
}
