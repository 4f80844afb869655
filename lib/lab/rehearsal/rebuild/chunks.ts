import type { Row } from '@/lib/collect/snapshot';
import { joined, literal, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';

type Chunk = Row<'chunks'>;

/** All chunks in one statement: each row of it sets the next number, then makes the chunk that has it. */
export function createChunks(
  hypertable: Row<'hypertables'>,
  chunks: readonly Chunk[],
  facts: RehearsalFacts,
): Sql {
  const space = facts.dimensions.filter(
    ({ hypertableId, kind }) => hypertableId === hypertable.hypertableId && kind === 'space',
  );
  const rows = chunks.map((chunk, at) => {
    const sameRange = chunks
      .slice(0, at)
      .filter(({ rangeStartUnits }) => rangeStartUnits === chunk.rangeStartUnits).length;
    const slices: Record<string, [bigint, bigint]> = {
      [hypertable.timeColumn]: [whole(chunk.rangeStartUnits), whole(chunk.rangeEndUnits)],
    };
    for (const { column, partitionCount } of space)
      slices[column] = partition(sameRange, partitionCount ?? 1);
    return sql`(${chunk.chunkId}, ${literal(sliceJson(slices))}, ${literal(chunk.schema)}, ${literal(chunk.name)})`;
  });
  return sql`SELECT setval('_timescaledb_catalog.chunk_id_seq', c.id, false),
       _timescaledb_functions.create_chunk(${regclass(hypertable.relationSchema, hypertable.relationName)}, c.slices::jsonb, c.schema_name, c.table_name)
  FROM (VALUES ${joined(rows, ', ')}) c(id, slices, schema_name, table_name);`;
}

const whole = (units: number | null) => BigInt(Math.round(units ?? 0));

/** A hash dimension halves, thirds … the positive integers; its ends are open. */
const HASHES = 2n ** 31n;
const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

function partition(at: number, count: number): [bigint, bigint] {
  const place = BigInt(at % count);
  const width = HASHES / BigInt(count);
  return [
    place === 0n ? LOWEST : place * width,
    place === BigInt(count) - 1n ? HIGHEST : (place + 1n) * width,
  ];
}

/** JSON has no bigint in JavaScript; PostgreSQL's has numbers of any size. */
const sliceJson = (slices: Record<string, [bigint, bigint]>) =>
  `{${Object.entries(slices)
    .map(([column, [from, to]]) => `${JSON.stringify(column)}: [${from}, ${to}]`)
    .join(', ')}}`;
