import type { Row } from '@/lib/collect/snapshot';
import { presentUnits } from '@/lib/derive/present';
import { enableColumnstore, type TimescaleDialect } from '@/lib/sql/columnstore';
import {
  deparsed,
  dollarQuoted,
  ident,
  joined,
  literal,
  qualified,
  regclass,
  type Sql,
  sql,
} from '@/lib/sql/statement';
import { chosenChunks } from './chosen-chunks';
import type { RehearsalFacts } from './facts';
import { insertGeneratedRows } from './generated-rows';
import { insertJob } from './jobs';

type Hypertable = Row<'hypertables'>;
type Chunk = Row<'chunks'>;

export interface RebuildStatement {
  readonly sql: Sql;
  /** What it makes, as a noun phrase, for the reader when it fails. */
  readonly what: string;
  /** The rehearsal goes on without it, and says so. */
  readonly isOptional?: true;
}

export interface RebuildPlan {
  readonly statements: readonly RebuildStatement[];
  readonly chunks: number;
  readonly chunksLeftOut: number;
  /** Types that the sandbox has not, which became text there. */
  readonly mappedTypes: readonly string[];
}

interface Rebuild {
  readonly facts: RehearsalFacts;
  readonly dialect: TimescaleDialect;
  /** Type names that the sandbox knows. */
  readonly knownTypes: ReadonlySet<string>;
  readonly adviceText: string;
  readonly nowMs: number;
}

/**
 * The statements that make the touched part of a schema anew in a sandbox, with the numbers that it has on the
 * monitored server: advice names hypertables, chunks and jobs by them.
 */
export function rebuildPlan(touched: readonly Hypertable[], rebuild: Rebuild): RebuildPlan {
  const { facts, knownTypes, adviceText, nowMs } = rebuild;
  const parts = touched.map((hypertable) => {
    const all = facts.chunks.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
    const columns = facts.hypertableColumns
      .filter(({ hypertableId }) => hypertableId === hypertable.hypertableId)
      .map((column) => (knownTypes.has(column.type) ? column : { ...column, type: 'text' }));
    return { hypertable, columns, all, chunks: chosenChunks(all, adviceText) };
  });
  const jobs = facts.jobs.filter(
    ({ jobId, hypertableId }) =>
      jobId >= FIRST_USER_JOB &&
      (touched.some((one) => one.hypertableId === hypertableId) || adviceText.includes(String(jobId))),
  );
  const made = parts.reduce((sum, { chunks }) => sum + chunks.length, 0);
  return {
    statements: [
      ...parts.flatMap((part) => [
        ...relationStatements(part.hypertable, part.columns, part.all, rebuild),
        ...chunkStatements(part, rebuild),
      ]),
      ...jobs.flatMap((job) => insertJob(job, nowMs)),
      { sql: jobsAside(facts), what: 'numbers of its own' },
    ],
    chunks: made,
    chunksLeftOut: parts.reduce((sum, { all }) => sum + all.length, 0) - made,
    mappedTypes: unknownTypes(touched, rebuild),
  };
}

/** TimescaleDB's own jobs have lower numbers, and are there in every database. */
const FIRST_USER_JOB = 1_000;

function unknownTypes(touched: readonly Hypertable[], { facts, knownTypes }: Rebuild): string[] {
  const used = facts.hypertableColumns.filter(({ hypertableId }) =>
    touched.some((one) => one.hypertableId === hypertableId),
  );
  return [...new Set(used.map(({ type }) => type).filter((type) => !knownTypes.has(type)))];
}

function relationStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  chunks: readonly Chunk[],
  rebuild: Rebuild,
): RebuildStatement[] {
  const title = `${hypertable.schema}.${hypertable.name}`;
  const { facts } = rebuild;
  const statements =
    hypertable.kind === 'hypertable'
      ? tableStatements(hypertable, columns, chunks, rebuild)
      : aggregateStatements(hypertable, columns, rebuild);
  return [
    {
      sql: sql`CREATE SCHEMA IF NOT EXISTS ${ident(hypertable.schema)};`,
      what: `schema ${hypertable.schema}`,
    },
    { sql: nextHypertable(hypertable.hypertableId), what: `the number of ${title}` },
    ...statements,
    { sql: hypertablesAside(facts), what: 'numbers of its own' },
  ];
}

const nextHypertable = (id: number) =>
  sql`SELECT setval('_timescaledb_catalog.hypertable_id_seq', ${id}, false);`;

/** Columnstore takes numbers of hypertables too: from beyond all that the monitored server has given away. */
function hypertablesAside({ hypertables }: RehearsalFacts): Sql {
  const beyond = hypertables.reduce((most, { hypertableId }) => Math.max(most, hypertableId + 1), 1);
  return sql`SELECT setval('_timescaledb_catalog.hypertable_id_seq', greatest(${beyond}, max(id) + 1), false) FROM _timescaledb_catalog.hypertable;`;
}

function tableStatements(
  hypertable: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  chunks: readonly Chunk[],
  { facts, nowMs }: Rebuild,
): RebuildStatement[] {
  const { hypertableId, schema, name, integerNowFunction } = hypertable;
  const title = `${schema}.${name}`;
  const definitions = columns.map(
    (column) =>
      sql`${ident(column.name)} ${deparsed(column.type)}${column.isNotNull ? sql` NOT NULL` : sql``}`,
  );
  const [primary, ...more] = facts.dimensions
    .filter((dimension) => dimension.hypertableId === hypertableId)
    .sort((a, b) => a.position - b.position);
  return [
    {
      sql: sql`CREATE TABLE ${qualified(schema, name)} (${joined(definitions, ', ')});`,
      what: `table ${title}`,
    },
    ...(primary
      ? [
          {
            sql: sql`SELECT create_hypertable(${regclass(schema, name)}, by_range(${literal(primary.column)}, ${intervalOf(primary)}), create_default_indexes => false);`,
            what: `hypertable ${title}`,
          },
        ]
      : []),
    ...more.map((dimension) => ({
      sql: sql`SELECT add_dimension(${regclass(schema, name)}, ${
        dimension.kind === 'space'
          ? sql`by_hash(${literal(dimension.column)}, ${dimension.partitionCount ?? 1})`
          : sql`by_range(${literal(dimension.column)}, ${intervalOf(dimension)})`
      });`,
      what: `dimension ${dimension.column} of ${title}`,
    })),
    ...(integerNowFunction
      ? integerNow(hypertable, deparsed(integerNowFunction), presentUnits(hypertable, chunks, nowMs))
      : []),
  ];
}

function intervalOf({
  chunkIntervalSeconds,
  chunkIntervalUnits,
}: Pick<Row<'dimensions'>, 'chunkIntervalSeconds' | 'chunkIntervalUnits'>): Sql {
  return chunkIntervalSeconds === null
    ? sql`${literal(String(BigInt(chunkIntervalUnits ?? 1)))}::bigint`
    : sql`INTERVAL ${literal(`${chunkIntervalSeconds} seconds`)}`;
}

/** The user's own function is not known; its stand-in tells the start of the newest chunk. */
function integerNow(hypertable: Hypertable, called: Sql, present: number | null): RebuildStatement[] {
  const type = deparsed(hypertable.timeColumnType);
  const [schema] = splitName(called);
  const body = sql`SELECT ${literal(String(BigInt(present ?? 0)))}::${type}`;
  return [
    { sql: sql`CREATE SCHEMA IF NOT EXISTS ${schema};`, what: 'schema of the function' },
    {
      sql: sql`CREATE OR REPLACE FUNCTION ${called}() RETURNS ${type} LANGUAGE sql STABLE AS ${dollarQuoted(body)};`,
      what: `function ${called}`,
    },
    {
      sql: sql`SELECT set_integer_now_func(${regclass(hypertable.schema, hypertable.name)}, ${literal(called)});`,
      what: `the clock of ${hypertable.schema}.${hypertable.name}`,
    },
  ];
}

/** `schema.function` as the server quotes it, in its two parts. */
function splitName(called: Sql): [Sql, Sql] {
  const [, schema = '', name = ''] = called.match(/^("(?:[^"]|"")*"|[^.]*)\.(.*)$/s) ?? [];
  return [deparsed(schema), deparsed(name)];
}

function aggregateStatements(
  { hypertableId, schema, name, relationSchema, relationName, ...interval }: Hypertable,
  columns: readonly Row<'hypertableColumns'>[],
  { facts }: Rebuild,
): RebuildStatement[] {
  const title = `${schema}.${name}`;
  const aggregate = facts.continuousAggregates.find((one) => one.hypertableId === hypertableId);
  const known = facts.aggregateDefinitions.find((one) => one.schema === schema && one.name === name);
  if (!aggregate || !known) return [];
  const { watermarkUnits, invalidationThresholdUnits, isMaterializedOnly, sourceHypertableId } = aggregate;
  return [
    {
      sql: sql`CREATE MATERIALIZED VIEW ${qualified(schema, name)} (${joined(
        columns.map((column) => ident(column.name)),
        ', ',
      )}) WITH (timescaledb.continuous, timescaledb.materialized_only = ${literal(isMaterializedOnly)}) AS ${deparsed(known.definition)} WITH NO DATA;`,
      what: `continuous aggregate ${title}`,
    },
    {
      sql: sql`SELECT set_chunk_time_interval(${regclass(relationSchema, relationName)}, ${intervalOf(interval)});`,
      what: `the chunk interval of ${title}`,
    },
    ...(watermarkUnits === null
      ? []
      : [
          {
            sql: sql`UPDATE _timescaledb_catalog.continuous_aggs_watermark SET watermark = ${literal(String(BigInt(watermarkUnits)))}::bigint WHERE mat_hypertable_id = ${hypertableId};`,
            what: `the watermark of ${title}`,
          },
        ]),
    ...(invalidationThresholdUnits === null
      ? []
      : [
          {
            sql: sql`INSERT INTO _timescaledb_catalog.continuous_aggs_invalidation_threshold (hypertable_id, watermark) VALUES (${sourceHypertableId}, ${literal(String(BigInt(invalidationThresholdUnits)))}::bigint) ON CONFLICT (hypertable_id) DO UPDATE SET watermark = excluded.watermark;`,
            what: `the invalidation threshold of ${title}`,
          },
        ]),
  ];
}

/** New policies take numbers of jobs from beyond all that the monitored server has given away. */
function jobsAside({ jobs }: RehearsalFacts): Sql {
  const beyond = jobs.reduce((most, { jobId }) => Math.max(most, jobId + 1), FIRST_USER_JOB);
  return sql`SELECT setval('_timescaledb_config.bgw_job_id_seq', ${beyond}, false);`;
}

interface Part {
  readonly hypertable: Hypertable;
  readonly columns: readonly Row<'hypertableColumns'>[];
  readonly chunks: readonly Chunk[];
}

function chunkStatements(part: Part, rebuild: Rebuild): RebuildStatement[] {
  const { hypertable, columns, chunks } = part;
  const title = `${hypertable.schema}.${hypertable.name}`;
  const indexes = indexStatements(hypertable, rebuild.facts);
  if (chunks.length === 0)
    return [...indexes.before, ...indexes.after, ...columnstoreStatements(part, rebuild)];
  return [
    ...indexes.before,
    { sql: createChunks(hypertable, chunks, rebuild.facts), what: `chunks of ${title}` },
    ...indexes.after,
    { sql: insertGeneratedRows(hypertable, columns, chunks), what: `rows of ${title}`, isOptional: true },
    ...columnstoreStatements(part, rebuild),
    ...frozenStatements(chunks, title),
  ];
}

/** Last, because a frozen chunk takes no rows and is not converted. */
function frozenStatements(chunks: readonly Chunk[], title: string): RebuildStatement[] {
  const frozen = numbersOf(chunks.filter(({ isFrozen }) => isFrozen));
  return frozen === ''
    ? []
    : [
        {
          sql: sql`UPDATE _timescaledb_catalog.chunk SET status = status | 4 WHERE id IN (${frozen});`,
          what: `the frozen chunks of ${title}`,
        },
      ];
}

const numbersOf = (chunks: readonly Chunk[]): Sql =>
  joined(
    chunks.map(({ chunkId }) => literal(chunkId)),
    ', ',
  );

/** All chunks in one statement: each row of it sets the next number, then makes the chunk that has it. */
function createChunks(hypertable: Hypertable, chunks: readonly Chunk[], facts: RehearsalFacts): Sql {
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

/** Indexes that some chunk lacks come after the chunks, on the hypertable alone. */
function indexStatements(
  { hypertableId, schema, name, relationSchema, relationName }: Hypertable,
  { hypertableIndexes }: RehearsalFacts,
): { before: RebuildStatement[]; after: RebuildStatement[] } {
  const indexes = hypertableIndexes.filter((index) => index.hypertableId === hypertableId);
  const statement = (index: Row<'hypertableIndexes'>, only: Sql): RebuildStatement => {
    const unique = index.isUnique ? sql`UNIQUE ` : sql``;
    const columns = deparsed(index.structure.replace(/^USING \w+ /, ''));
    const create =
      index.isConstraint && index.isUnique
        ? sql`ALTER TABLE ${qualified(schema, name)} ADD CONSTRAINT ${ident(index.name)} ${index.isPrimary ? sql`PRIMARY KEY` : sql`UNIQUE`} ${columns};`
        : sql`CREATE ${unique}INDEX IF NOT EXISTS ${ident(index.name)} ON ${only}${qualified(relationSchema, relationName)} ${deparsed(index.structure)};`;
    return { sql: create, what: `index ${index.name} of ${schema}.${name}`, isOptional: true };
  };
  const isPartial = (index: Row<'hypertableIndexes'>) => index.chunksWithout > 0 || !index.isValid;
  const invalid = indexes.filter(({ isValid }) => !isValid);
  return {
    before: indexes.filter((index) => !isPartial(index)).map((index) => statement(index, sql``)),
    after: [
      ...indexes.filter(isPartial).map((index) => statement(index, sql`ONLY `)),
      ...invalid.map((index) => ({
        sql: sql`UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = ${regclass(index.schema, index.name)}::regclass;`,
        what: `the state of index ${index.name}`,
        isOptional: true as const,
      })),
    ],
  };
}

type Settings = Pick<Row<'compressionSettings'>, 'segmentBy' | 'orderBy' | 'orderByDescending'> &
  Partial<Pick<Row<'compressionSettings'>, 'orderByNullsFirst'>>;

/** Chunks that were converted under settings of their own are converted first, under those. */
function columnstoreStatements(
  { hypertable, columns, chunks }: Part,
  { facts, dialect }: Rebuild,
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

/** Converting takes numbers of chunks too: from beyond all that the monitored server has given away. */
function chunksAside({ chunks }: RehearsalFacts): Sql {
  const beyond = chunks.reduce((most, { chunkId }) => Math.max(most, chunkId + 1), 1);
  return sql`SELECT setval('_timescaledb_catalog.chunk_id_seq', greatest(${beyond}, max(id) + 1), false) FROM _timescaledb_catalog.chunk;`;
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
  const unordered = numbersOf(converted.filter(({ isUnordered }) => isUnordered));
  return [
    ...(partial.length > 0
      ? [
          {
            sql: insertGeneratedRows(hypertable, columns, partial, [0.3, 0.7]),
            what: `late rows of ${title}`,
            isOptional: true as const,
          },
        ]
      : []),
    ...(unordered !== ''
      ? [
          {
            sql: sql`UPDATE _timescaledb_catalog.chunk SET status = status | 2 WHERE id IN (${unordered});`,
            what: `the unordered chunks of ${title}`,
          },
        ]
      : []),
  ];
}
