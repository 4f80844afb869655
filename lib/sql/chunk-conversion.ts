import type { RelationName, TimescaleDialect } from './columnstore';
import type { ChunkedRelation } from './columnstore-settings';
import { dollarQuoted, joined, literal, regclass, type Sql, sql } from './statement';

/**
 * `columnstore` takes in the rows of the row store, `recompressed` what was written beside the batches since,
 * `rewritten` (2.14+) writes all batches anew, `rowstore` gives all back.
 */
export type Conversion = 'columnstore' | 'recompressed' | 'rewritten' | 'rowstore';

/**
 * Converts these chunks in this order, each in a transaction of its own: what is done stays done, and another run goes
 * on from there. Chunks that were dropped meanwhile are passed over. Several only outside a transaction block.
 */
export function convertChunks(
  dialect: TimescaleDialect,
  to: Conversion,
  chunks: readonly RelationName[],
): Sql {
  const names = chunks.map(({ schema, name }) => regclass(schema, name));
  const [first, ...more] = names;
  if (first && more.length === 0) {
    const { isProcedure, call } = conversion(dialect, to, first);
    return isProcedure ? sql`CALL ${call};` : sql`SELECT ${call};`;
  }
  return eachChunk(
    sql`SELECT to_regclass(chunk) FROM unnest(ARRAY[${joined(names, ', ')}]) AS chunk`,
    dialect,
    to,
  );
}

/** Takes every chunk of a hypertable out of the columnstore, the newest first. Not inside a transaction block. */
export function convertAllToRowstore(
  dialect: TimescaleDialect,
  { relationSchema, relationName }: ChunkedRelation,
): Sql {
  return eachChunk(
    sql`SELECT to_regclass(format('%I.%I', chunk_schema, chunk_name)) FROM timescaledb_information.chunks
     WHERE hypertable_schema = ${literal(relationSchema)} AND hypertable_name = ${literal(relationName)} AND is_compressed
     ORDER BY range_start DESC, range_start_integer DESC`,
    dialect,
    'rowstore',
  );
}

function eachChunk(chunks: Sql, dialect: TimescaleDialect, to: Conversion): Sql {
  const { isProcedure, call } = conversion(dialect, to, sql`one`);
  const body = sql`
DECLARE one regclass;
BEGIN
  FOR one IN
    ${chunks}
  LOOP
    CONTINUE WHEN one IS NULL;
    ${isProcedure ? sql`CALL` : sql`PERFORM`} ${call};
    COMMIT;
  END LOOP;
END
`;
  return sql`DO ${dollarQuoted(body)};`;
}

/** 2.18 renamed the functions and made them procedures. Until 2.13 a converted chunk had a procedure of its own. */
function conversion(
  { versionNumber }: TimescaleDialect,
  to: Conversion,
  chunk: Sql,
): { readonly isProcedure: boolean; readonly call: Sql } {
  const anew = to === 'rewritten' ? sql`, recompress => true` : sql``;
  if (versionNumber >= 2_018_000)
    return {
      isProcedure: true,
      call:
        to === 'rowstore' ? sql`convert_to_rowstore(${chunk})` : sql`convert_to_columnstore(${chunk}${anew})`,
    };
  if (to === 'recompressed' && versionNumber < 2_014_000)
    return { isProcedure: true, call: sql`recompress_chunk(${chunk}, if_not_compressed => true)` };
  return {
    isProcedure: false,
    call:
      to === 'rowstore'
        ? sql`decompress_chunk(${chunk}, if_compressed => true)`
        : sql`compress_chunk(${chunk}, if_not_compressed => true${anew})`,
  };
}

/** The bits of `chunk.status`, the same in every version. */
const STATUS_BITS = { compressed: 1, unordered: 2, frozen: 4, partial: 8 } as const;

/** How many of these chunks are in a state, or not in it. Their ids are for ever. */
export function countChunksInState(
  chunkIds: readonly number[],
  state: keyof typeof STATUS_BITS,
  isIn: boolean,
): Sql {
  const bit = STATUS_BITS[state];
  return sql`SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (${joined(chunkIds.map(literal), ', ')}) AND status & ${bit} = ${isIn ? bit : 0};`;
}
