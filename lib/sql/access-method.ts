import type { RelationName } from './columnstore';
import { dollarQuoted, regclass, type Sql, sql } from './statement';

/** Of alias `c`: the hypertable and its chunks that have the access method `hypercore` (2.18 to 2.21). */
function hypercoreOf({ schema, name }: RelationName): Sql {
  return sql`pg_class c JOIN pg_am a ON a.oid = c.relam AND a.amname = 'hypercore'
     WHERE c.oid = ${regclass(schema, name)}::regclass
        OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = ${regclass(schema, name)}::regclass)`;
}

/**
 * Gives a hypertable, so that no more such chunks come, and then each of its chunks back to the row store, each in a
 * transaction of its own: what is done stays done, and another run goes on from there. Not inside a transaction block.
 */
export function leaveHypercore(relation: RelationName): Sql {
  const body = sql`
DECLARE one regclass;
BEGIN
  FOR one IN
    SELECT c.oid FROM ${hypercoreOf(relation)}
     ORDER BY c.oid = ${regclass(relation.schema, relation.name)}::regclass DESC
  LOOP
    EXECUTE format('ALTER TABLE %s SET ACCESS METHOD heap', one);
    COMMIT;
  END LOOP;
END
`;
  return sql`DO ${dollarQuoted(body)};`;
}

/** How many relations of a hypertable have the access method `hypercore`. */
export function countHypercore(relation: RelationName): Sql {
  return sql`SELECT count(*) FROM ${hypercoreOf(relation)};`;
}
