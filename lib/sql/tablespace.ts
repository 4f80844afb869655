import type { RelationName } from './columnstore';
import { literal, regclass, type Sql, sql } from './statement';

/** Chunks to come go to the attached tablespaces in turn; without any, to the database's default one. */
export function attachTablespace({ schema, name }: RelationName, tablespace: string): Sql {
  return sql`SELECT attach_tablespace(${literal(tablespace)}, ${regclass(schema, name)}, if_not_attached => true);`;
}

export function detachTablespace({ schema, name }: RelationName, tablespace: string): Sql {
  return sql`SELECT detach_tablespace(${literal(tablespace)}, ${regclass(schema, name)}, if_attached => true);`;
}

export function countAttachedTablespaces({ schema, name }: RelationName): Sql {
  return sql`SELECT count(*) FROM show_tablespaces(${regclass(schema, name)});`;
}

/** TimescaleDB asks for the right of the table's owner, whoever attaches. */
export function mayCreateIn(owner: string, tablespace: string): Sql {
  return sql`SELECT has_tablespace_privilege(${literal(owner)}, ${literal(tablespace)}, 'CREATE');`;
}
