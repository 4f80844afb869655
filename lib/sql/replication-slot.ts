import { literal, type Sql, sql } from './statement';

/** Refused while somebody uses it. */
export function dropSlot(name: string): Sql {
  return sql`SELECT pg_drop_replication_slot(${literal(name)});`;
}

/** How many slots of that name nobody uses: 1 or 0. */
export function countInactiveSlots(name: string): Sql {
  return sql`SELECT count(*) FROM pg_replication_slots WHERE slot_name = ${literal(name)} AND NOT active;`;
}

export function countSlots(name: string): Sql {
  return sql`SELECT count(*) FROM pg_replication_slots WHERE slot_name = ${literal(name)};`;
}
