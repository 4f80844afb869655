import type { RelationName } from './columnstore';
import { joined, regclass, type Sql, sql } from './statement';

/** How many of these chunks have bloom filters of before 2.24. */
export function countLegacyBlooms(chunks: readonly RelationName[]): Sql {
  const names = joined(
    chunks.map(({ schema, name }) => regclass(schema, name)),
    ', ',
  );
  return sql`SELECT count(DISTINCT s.relid) FROM _timescaledb_catalog.compression_settings s JOIN pg_attribute a ON a.attrelid = s.compress_relid WHERE s.relid IN (SELECT to_regclass(chunk) FROM unnest(ARRAY[${names}]) AS chunk) AND starts_with(a.attname::text, '_ts_meta_v2_bloom1_') AND NOT a.attisdropped;`;
}
