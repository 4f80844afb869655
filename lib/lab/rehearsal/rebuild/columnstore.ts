import type { Row } from '@/lib/collect/snapshot';
import { enableColumnstore, type TimescaleDialect } from '@/lib/sql/columnstore';
import { dollarQuoted, joined, regclass, type Sql, sql } from '@/lib/sql/statement';
import type { RehearsalFacts } from '../facts';
import { markChunks, UNORDERED } from './chunk-status';
import { insertGeneratedRows } from './generated-rows';
import { chunksAside } from './numbers';
import type { RebuildStatement } from './rebuild-statement';

type Hypertable = Row<'hypertables'>;
type Chunk = Row<'chunks'>;

type Settings = Pick<Row<'compressionSettings'>, 'segmentBy' | 'orderBy' | 'orderByDescending'> &
  Partial<Pick<Row<'compressionSettings'>, 'orderByNullsFirst'>>;

/** Chunks that were converted under settings of their own are converted first, under those. */
export function columnstoreStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  chunks: readonly Chunk[],
  facts: RehearsalFacts,
  dialect: TimescaleDialect,
): RebuildStatement[] {
  if (!hypertable.columnstoreEnabled) return [];
  const title = `${hypertable.schema}.${hypertable.name}`;
  const isOurs = ({ hypertableId }: { hypertableId: number }) => hypertableId === hypertable.hypertableId;
  const own = facts.compressionSettings.find(isOurs);
  const others = facts.chunkCompression.filter((settings) => isOurs(settings) && !settings.isCurrent);
  const converted = chunks.filter(({ isCompressed }) => isCompressed);
  const drifted = new Set(others.flatMap(({ driftedChunkIds }) => driftedChunkIds));
  const under = (settings: Settings | undefined, ofThese: readonly Chunk[]): RebuildStatement[] => [
    {
      sql: enableColumnstore(dialect, hypertable, settings?.segmentBy ?? null, orderOf(settings)),
      what: `the columnstore settings of ${title}`,
    },
    ...(ofThese.length > 0 ? [{ sql: convertAll(ofThese), what: `the converted chunks of ${title}` }] : []),
  ];
  return [
    { sql: chunksAside(facts), what: 'numbers of its own' },
    ...others.flatMap((settings) =>
      under(
        settings,
        converted.filter(({ chunkId }) => settings.driftedChunkIds.includes(chunkId)),
      ),
    ),
    ...under(
      own,
      converted.filter(({ chunkId }) => !drifted.has(chunkId)),
    ),
    ...stateStatements(hypertable, columns, converted),
  ];
}

function orderOf(settings: Settings | undefined) {
  return (
    settings?.orderBy?.map((column, at) => {
      const descending = settings.orderByDescending?.[at] ?? false;
      return { column, descending, nullsFirst: settings.orderByNullsFirst?.[at] ?? descending };
    }) ?? null
  );
}

const convertAll = (chunks: readonly Chunk[]): Sql => {
  const names = chunks.map(({ schema, name }) => regclass(schema, name));
  const body = sql`
DECLARE one regclass;
BEGIN
  FOREACH one IN ARRAY ARRAY[${joined(names, ', ')}]::regclass[] LOOP
    PERFORM compress_chunk(one, if_not_compressed => true);
  END LOOP;
END
`;
  return sql`DO ${dollarQuoted(body)};`;
};

/** New rows in converted chunks, and what only the catalog can say. */
function stateStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  converted: readonly Chunk[],
): RebuildStatement[] {
  const title = `${hypertable.schema}.${hypertable.name}`;
  const partial = converted.filter(({ isPartial }) => isPartial);
  return [
    ...(partial.length > 0
      ? [
          {
            sql: insertGeneratedRows(hypertable, columns, partial, [0.3, 0.7]),
            what: `late rows of ${title}`,
          },
        ]
      : []),
    ...markChunks(
      converted.filter(({ isUnordered }) => isUnordered),
      UNORDERED,
      `the unordered chunks of ${title}`,
    ),
  ];
}
