import type { RelationName } from './columnstore';
import { dollarQuoted, literal, qualified, regclass, type Sql, sql } from './statement';

/** Of alias `s` of `compression_settings` (2.22+): has a bloom filter on a smallint column that was asked for by name. */
export const HAS_SMALLINT_BLOOM: Sql = sql`EXISTS (SELECT FROM pg_catalog.jsonb_array_elements(s.index) e
                 JOIN pg_catalog.pg_attribute a ON a.attrelid = s.relid AND a.attnum > 0 AND a.atttypid = 'int2'::regtype
                  AND e -> 'column' ? a.attname::text
                WHERE e ->> 'type' = 'bloom' AND e ->> 'source' = 'config')`;

/** Sets the sparse indexes that are asked for by name, such as `minmax(a), bloom(b)`; those of the order come by themselves. */
export function setSparseIndex({ schema, name }: RelationName, sparseIndex: string): Sql {
  return sql`ALTER TABLE ${qualified(schema, name)} SET (timescaledb.sparse_index = ${literal(sparseIndex)});`;
}

/** Writes the chunks with such a bloom filter anew by the settings of their hypertable. Not inside a transaction block. */
export function rewriteBloomedChunks(relation: RelationName): Sql {
  return rewriteChunks(sql`${chunksOf(relation)} AND ${HAS_SMALLINT_BLOOM}`);
}

/** Writes the chunks anew whose sparse indexes are not those of their hypertable. Not inside a transaction block. */
export function rewriteOtherwiseIndexed(relation: RelationName): Sql {
  return rewriteChunks(
    sql`${chunksOf(relation)} AND s.index IS DISTINCT FROM (SELECT h.index FROM _timescaledb_catalog.compression_settings h WHERE h.relid = i.inhparent)`,
  );
}

/** How many chunks have such a bloom filter. */
export function countBloomedChunks(relation: RelationName): Sql {
  return sql`SELECT count(*) FROM ${chunksOf(relation)} AND ${HAS_SMALLINT_BLOOM};`;
}

const chunksOf = ({ schema, name }: RelationName): Sql =>
  sql`_timescaledb_catalog.compression_settings s JOIN pg_catalog.pg_inherits i ON i.inhrelid = s.relid WHERE s.compress_relid IS NOT NULL AND i.inhparent = ${regclass(schema, name)}::regclass`;

function rewriteChunks(chunks: Sql): Sql {
  const body = sql`
DECLARE one regclass;
BEGIN
  FOR one IN
    SELECT s.relid FROM ${chunks}
  LOOP
    CALL convert_to_columnstore(one, recompress => true);
    COMMIT;
  END LOOP;
END
`;
  return sql`DO ${dollarQuoted(body)};`;
}
