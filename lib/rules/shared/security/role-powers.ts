import type { Row } from '@/lib/collect/snapshot';
import type { RoleAttribute } from '@/lib/sql/privilege';
import type { Severity } from '../../rule';

export type Role = Row<'roles'>;

/** What reaches past the objects of a database, and what it comes to. */
export interface Power {
  readonly name: string;
  readonly severity: Severity;
  readonly means: string;
  /** An attribute of the role itself; else membership of the role that has the name. */
  readonly attribute?: RoleAttribute;
}

const MEMBERSHIPS: Readonly<Record<string, Omit<Power, 'name'>>> = {
  pg_execute_server_program: {
    severity: 'warning',
    means: 'runs programs on the server as the user that PostgreSQL runs as',
  },
  pg_write_server_files: {
    severity: 'warning',
    means: 'writes any file that PostgreSQL may write, its own configuration among them',
  },
  pg_read_server_files: { severity: 'warning', means: 'reads any file that PostgreSQL may read' },
  pg_read_all_data: {
    severity: 'notice',
    means: 'reads every table, and the password hashes and connection strings in catalogs',
  },
  pg_write_all_data: { severity: 'warning', means: 'changes every table' },
  pg_signal_backend: { severity: 'notice', means: 'ends the sessions of others' },
  pg_maintain: { severity: 'notice', means: 'vacuums, reindexes and locks every table' },
  pg_create_subscription: { severity: 'notice', means: 'lets the server connect anywhere' },
};

/** Every power of a role but that of a superuser, who has them all. */
export function powersOf(role: Role, major: number): readonly Power[] {
  if (role.isSuperuser) return [];
  return [
    ...(role.createsRoles ? [createRole(major)] : []),
    ...(role.bypassesRowPolicies ? [BYPASS] : []),
    ...(role.replicates ? [REPLICATION] : []),
    ...[...role.granted, ...role.inherited].flatMap((name) => {
      const power = MEMBERSHIPS[name];
      return power ? [{ ...power, name }] : [];
    }),
  ];
}

const createRole = (major: number): Power => ({
  name: 'CREATEROLE',
  attribute: 'CREATEROLE',
  // From 16 a role manages only those that it was given.
  severity: major >= 16 ? 'notice' : 'warning',
  means:
    major >= 16
      ? 'makes roles, and manages those that it was given'
      : 'makes roles, changes passwords of others and grants itself any role but a superuser, so it reaches the server’s files',
});
const BYPASS: Power = {
  name: 'BYPASSRLS',
  attribute: 'BYPASSRLS',
  severity: 'notice',
  means: 'sees every row, whatever policies say',
};
const REPLICATION: Power = {
  name: 'REPLICATION',
  attribute: 'REPLICATION',
  severity: 'notice',
  means: 'copies the whole cluster with a base backup, password hashes included',
};
