import { ident, literal, type Sql, sql } from './statement';

/** What everybody may do in a schema; `CREATE` lets them plant objects that others then call by mistake. */
export function revokeSchemaCreate(schema: string): Sql {
  return sql`REVOKE CREATE ON SCHEMA ${ident(schema)} FROM PUBLIC;`;
}

export function grantSchemaCreate(schema: string): Sql {
  return sql`GRANT CREATE ON SCHEMA ${ident(schema)} TO PUBLIC;`;
}

/** Whether PUBLIC itself has it, whoever asks. */
export function publicSchemaCreate(schema: string): Sql {
  return sql`SELECT count(*) FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) x WHERE n.nspname = ${literal(schema)} AND x.grantee = 0 AND x.privilege_type = 'CREATE';`;
}

/** Attributes of a role that reach past the objects of a database. */
export type RoleAttribute = 'SUPERUSER' | 'CREATEROLE' | 'REPLICATION' | 'BYPASSRLS';

const ATTRIBUTES: Readonly<
  Record<RoleAttribute, { readonly on: Sql; readonly off: Sql; readonly column: Sql }>
> = {
  SUPERUSER: { on: sql`SUPERUSER`, off: sql`NOSUPERUSER`, column: sql`rolsuper` },
  CREATEROLE: { on: sql`CREATEROLE`, off: sql`NOCREATEROLE`, column: sql`rolcreaterole` },
  REPLICATION: { on: sql`REPLICATION`, off: sql`NOREPLICATION`, column: sql`rolreplication` },
  BYPASSRLS: { on: sql`BYPASSRLS`, off: sql`NOBYPASSRLS`, column: sql`rolbypassrls` },
};

export function setRoleAttribute(role: string, attribute: RoleAttribute, isOn: boolean): Sql {
  const { on, off } = ATTRIBUTES[attribute];
  return sql`ALTER ROLE ${ident(role)} ${isOn ? on : off};`;
}

export function readRoleAttribute(role: string, attribute: RoleAttribute): Sql {
  return sql`SELECT ${ATTRIBUTES[attribute].column} FROM pg_roles WHERE rolname = ${literal(role)};`;
}

export function grantRole(granted: string, member: string): Sql {
  return sql`GRANT ${ident(granted)} TO ${ident(member)};`;
}

export function revokeRole(granted: string, member: string): Sql {
  return sql`REVOKE ${ident(granted)} FROM ${ident(member)};`;
}

/** How many grants there are of the one to the other: from 16 on each grantor has one of its own. */
export function countMemberships(granted: string, member: string): Sql {
  return sql`SELECT count(*) FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles r ON r.oid = m.member WHERE g.rolname = ${literal(granted)} AND r.rolname = ${literal(member)};`;
}

/** The words that ALTER DEFAULT PRIVILEGES knows. */
const OBJECTS: Readonly<Record<string, Sql>> = {
  TABLES: sql`TABLES`,
  SEQUENCES: sql`SEQUENCES`,
  FUNCTIONS: sql`FUNCTIONS`,
  TYPES: sql`TYPES`,
  SCHEMAS: sql`SCHEMAS`,
};
const PRIVILEGES: Readonly<Record<string, Sql>> = {
  SELECT: sql`SELECT`,
  INSERT: sql`INSERT`,
  UPDATE: sql`UPDATE`,
  DELETE: sql`DELETE`,
  TRUNCATE: sql`TRUNCATE`,
  REFERENCES: sql`REFERENCES`,
  TRIGGER: sql`TRIGGER`,
  MAINTAIN: sql`MAINTAIN`,
  USAGE: sql`USAGE`,
  CREATE: sql`CREATE`,
  EXECUTE: sql`EXECUTE`,
};

export interface DefaultPrivilege {
  readonly owner: string;
  /** Null: in every schema. */
  readonly schema: string | null;
  readonly objects: Sql;
  readonly privilege: Sql;
}

/** Null for a word that ALTER DEFAULT PRIVILEGES does not know, whatever the server printed. */
export function defaultPrivilege(printed: {
  readonly owner: string;
  readonly schema: string | null;
  readonly objects: string | null;
  readonly privilege: string;
}): DefaultPrivilege | null {
  const { owner, schema } = printed;
  const [objects, privilege] = [OBJECTS[printed.objects ?? ''], PRIVILEGES[printed.privilege]];
  return objects && privilege ? { owner, schema, objects, privilege } : null;
}

const ofOwner = ({ owner, schema }: DefaultPrivilege): Sql =>
  sql`ALTER DEFAULT PRIVILEGES FOR ROLE ${ident(owner)}${schema === null ? sql`` : sql` IN SCHEMA ${ident(schema)}`}`;

/** Of what is made from now on; what there is keeps its own grants. */
export function revokeDefaultFromPublic(privilege: DefaultPrivilege): Sql {
  return sql`${ofOwner(privilege)} REVOKE ${privilege.privilege} ON ${privilege.objects} FROM PUBLIC;`;
}

export function grantDefaultToPublic(privilege: DefaultPrivilege): Sql {
  return sql`${ofOwner(privilege)} GRANT ${privilege.privilege} ON ${privilege.objects} TO PUBLIC;`;
}

/** 1 while PUBLIC gets it by default, else 0. */
export function countDefaultForPublic({ owner, schema, privilege, objects }: DefaultPrivilege): Sql {
  const inSchema =
    schema === null
      ? sql`d.defaclnamespace = 0`
      : sql`d.defaclnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = ${literal(schema)})`;
  return sql`SELECT count(*) FROM pg_default_acl d, aclexplode(d.defaclacl) x WHERE x.grantee = 0 AND x.privilege_type = ${literal(privilege)} AND d.defaclrole = (SELECT r.oid FROM pg_roles r WHERE r.rolname = ${literal(owner)}) AND ${inSchema} AND d.defaclobjtype = ${literal(OBJECT_LETTERS[objects] ?? '')};`;
}

const OBJECT_LETTERS: Readonly<Record<string, string>> = {
  TABLES: 'r',
  SEQUENCES: 'S',
  FUNCTIONS: 'f',
  TYPES: 'T',
  SCHEMAS: 'n',
};
