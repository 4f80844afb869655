import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { ident, literal, qualified, regclass } from '@/lib/sql/statement';
import { HOSTILE_NAMES } from '@/lib/sql/testing/hostile-names';
import type { Artifact } from './collector';
import { type ArtifactName, type Artifacts, collectors, collectTiers, type Row } from './snapshot';

let engine: Awaited<ReturnType<typeof startTimescale>>;
let client: pg.Client;
let database: Database;
let server: ServerFacts;
let artifacts: Artifacts;

beforeAll(async () => {
  engine = await startTimescale();
  client = new pg.Client({ connectionString: engine.url });
  await client.connect();
  await plantHostileNames();
  await plantShapes();
  database = openDatabase({ url: engine.url });
  server = await probeServer(database);
  artifacts = await collectTiers(database, server, ['live', 'standard', 'catalog', 'exact']);
});
afterAll(async () => {
  await client?.end();
  await database?.close();
  await engine?.stop();
});

describe('every artifact of TimescaleDB', () => {
  it('is read, or says why not', () => {
    expect(Object.keys(artifacts)).toEqual(Object.keys(collectors));
    const unavailable = Object.entries(artifacts).flatMap(([name, artifact]) =>
      artifact.status === 'unavailable' ? [[name, artifact.reason]] : [],
    );
    const [noStatistics, noReplication] = [
      'this server keeps no statistics',
      'the embedded engine neither archives nor replicates',
    ];
    expect(Object.fromEntries(unavailable)).toEqual({
      activity: noStatistics,
      databaseCounters: noStatistics,
      progress: noStatistics,
      sessions: noStatistics,
      horizonHolders: noStatistics,
      vacuums: noStatistics,
      checkpoints: noStatistics,
      replication: noReplication,
      standby: noReplication,
      replicationSlots: noReplication,
      subscriptions: noReplication,
      archiver: noReplication,
      legacyBloomIndexes: 'Before TimescaleDB 2.24 there is only one kind of bloom filter, and it is read',
      backgroundWorkers: 'the embedded engine has no background workers',
      sessionEncryption: noStatistics,
      statementPasswords: noStatistics,
      statements: 'the embedded engine has no pg_stat_statements',
    });
  });

  it('says on which tablespace both parts of a chunk lie', () => {
    const far = rows('hypertables').find(({ name }) => name === 'far');
    const cold = HOSTILE_NAMES[0];
    const places = (isFar: boolean) =>
      rows('chunks')
        .filter(({ hypertableId }) => (hypertableId === far?.hypertableId) === isFar)
        .map(({ tablespace, columnTablespace }) => `${tablespace} ${columnTablespace}`);
    expect(places(true)).toEqual([`${cold} ${cold}`]);
    expect(new Set(places(false))).toEqual(new Set(['null null']));
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(artifacts))).toEqual(artifacts);
  });

  it('keeps hostile names as they are', () => {
    const expected = [...HOSTILE_NAMES].sort();
    const of = <R extends object>(rows: readonly R[], pick: (row: R) => string) =>
      rows
        .map(pick)
        .filter((name) => HOSTILE_NAMES.some((hostile) => hostile === name))
        .sort();
    expect(
      of(
        rows('hypertables').filter(({ kind }) => kind === 'hypertable'),
        ({ name }) => name,
      ),
    ).toEqual(expected);
    expect(of(rows('hypertables'), ({ timeColumn }) => timeColumn)).toEqual(expected);
    expect(of(rows('hypertableColumns'), ({ name }) => name)).toEqual([...expected, ...expected].sort());
    expect(of(rows('hypertableIndexes'), ({ name }) => name)).toEqual(expected);
    expect(of(rows('compressionSettings'), ({ segmentBy }) => segmentBy?.[0] ?? '')).toEqual(expected);
    expect(of(rows('chunkCompression'), ({ segmentBy }) => segmentBy?.[0] ?? '')).toEqual(expected);
    expect(of(rows('dimensions'), ({ column }) => column)).toEqual(expected);
    expect(of(rows('chunks'), ({ schema }) => schema)).toEqual([]);
    expect(
      of(
        rows('hypertables').filter(({ kind }) => kind === 'hypertable'),
        ({ schema }) => schema,
      ),
    ).toEqual(expected);
    expect(of(rows('tables'), ({ name }) => name)).toEqual(expected);
    expect(of(rows('indexes'), ({ name }) => name)).toEqual(expected);
    expect(of(rows('sequences'), ({ name }) => name)).toEqual(expected);
    expect(of(rows('continuousAggregates'), ({ name }) => name)).toEqual([HOSTILE_NAMES[0]]);
  });

  it('never shows chunks, hypertables or internal relations as tables or indexes', () => {
    const names = rows('tables').map(({ schema, name }) => `${schema}.${name}`);
    expect(names).toContain('public.plain');
    expect(names.filter((name) => /_hyper_|_timescaledb|_materialized/.test(name))).toEqual([]);
    expect(names).not.toContain('elsewhere._hyper_chunk');
    expect(names).not.toContain('public.shapes');
    expect(rows('indexes').filter(({ tableName }) => /_hyper_|shapes/.test(tableName))).toEqual([]);
  });
});

describe('chunks', () => {
  it('have the sizes that chunks_detailed_size says, byte for byte', async () => {
    const { rows: sizes } = await client.query(`
      SELECT c.id, s.total_bytes::float8, s.index_bytes::float8, s.toast_bytes::float8, s.table_bytes::float8
        FROM (SELECT format('%I.%I', schema_name, table_name)::regclass AS relation
                FROM _timescaledb_catalog.hypertable WHERE compression_state <> 2) h
       CROSS JOIN LATERAL chunks_detailed_size(h.relation) s
        JOIN _timescaledb_catalog.chunk c ON c.schema_name = s.chunk_schema AND c.table_name = s.chunk_name
       ORDER BY c.id`);
    const byChunk = sizes.map(({ id, total_bytes }) => ({ chunkId: id, bytes: total_bytes }));
    expect(byChunk.length).toBeGreaterThan(100);
    const sum = (...parts: (number | null)[]) =>
      parts.reduce<number>((total, part) => total + (part ?? 0), 0);
    expect(
      rows('chunks')
        .map((row) => ({ chunkId: row.chunkId, bytes: sum(row.rowTotalBytes, row.columnTotalBytes) }))
        .sort((a, b) => a.chunkId - b.chunkId),
    ).toEqual(byChunk);
    expect(
      rows('chunkSizes')
        .map((row) => ({
          id: row.chunkId,
          total_bytes: sum(row.rowTotalBytes, row.columnTotalBytes),
          index_bytes: sum(row.rowIndexBytes, row.columnIndexBytes),
          toast_bytes: sum(row.rowToastBytes, row.columnToastBytes),
          table_bytes: sum(row.rowTableBytes, row.columnTableBytes),
        }))
        .sort((a, b) => a.id - b.id),
    ).toEqual(sizes);
  });

  it('add up to the size of their hypertable', async () => {
    const { rows: sizes } = await client.query<{ id: number; bytes: number }>(`
      SELECT h.id, (hypertable_size(r.relation) - pg_total_relation_size(r.relation))::float8 AS bytes
        FROM _timescaledb_catalog.hypertable h
       CROSS JOIN LATERAL (SELECT format('%I.%I', h.schema_name, h.table_name)::regclass AS relation) r
       WHERE h.compression_state <> 2 ORDER BY h.id`);
    const added = sizes.map(({ id }) => ({
      id,
      bytes: rows('chunks')
        .filter(({ hypertableId }) => hypertableId === id)
        .reduce((total, row) => total + (row.rowTotalBytes ?? 0) + (row.columnTotalBytes ?? 0), 0),
    }));
    expect(added).toEqual(sizes);
  });

  it('appear once each, also with a space dimension', async () => {
    const [shapes] = rows('hypertables').filter(({ name }) => name === 'shapes');
    const mine = rows('chunks').filter(({ hypertableId }) => hypertableId === shapes?.hypertableId);
    const { rows: counted } = await client.query(
      'SELECT count(*)::int AS chunks FROM _timescaledb_catalog.chunk WHERE hypertable_id = $1',
      [shapes?.hypertableId],
    );
    expect(mine).toHaveLength(counted[0].chunks);
    expect(new Set(mine.map(({ chunkId }) => chunkId)).size).toBe(mine.length);
    expect(mine.length).toBeGreaterThan(20);
    expect(
      rows('dimensions')
        .filter(({ hypertableId }) => hypertableId === shapes?.hypertableId)
        .map(({ position, kind, partitionCount }) => [position, kind, partitionCount]),
    ).toEqual([
      [1, 'time', null],
      [2, 'space', 4],
    ]);
  });

  it('tell compressed, partial and untouched ones apart', () => {
    const [first] = HOSTILE_NAMES;
    const [hostile] = rows('hypertables').filter(({ name, kind }) => name === first && kind === 'hypertable');
    const mine = rows('chunks').filter(({ hypertableId }) => hypertableId === hostile?.hypertableId);
    expect(mine.map(({ isCompressed, isPartial }) => [isCompressed, isPartial])).toEqual([
      [true, true],
      [true, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
    expect(mine[1]).toMatchObject({ compressedRows: 24, insertedTuples: null, deadTuples: null });
    expect(mine[4]).toMatchObject({ columnTotalBytes: null, beforeBytes: null, compressedRows: null });
    expect(mine[4]?.rowTotalBytes).toBeGreaterThan(0);
  });

  it('tell with which settings they were compressed', () => {
    const [drifted] = rows('hypertables').filter(({ name }) => name === 'drifted');
    const mine = rows('chunkCompression').filter(
      ({ hypertableId }) => hypertableId === drifted?.hypertableId,
    );
    expect(mine.map(({ segmentBy, isCurrent, chunkCount }) => [segmentBy, isCurrent, chunkCount])).toEqual([
      [['device'], false, 2],
      [['site'], true, 1],
    ]);
    expect(mine[0]?.driftedChunkIds).toHaveLength(2);
    expect(mine[1]?.driftedChunkIds).toEqual([]);
  });
});

describe('jobs and policies', () => {
  it('read policies as what they mean, in time and in integers', () => {
    const found = rows('policies').map(
      ({ kind, afterSeconds, afterUnits, startOffsetSeconds, endOffsetSeconds }) => ({
        kind,
        afterSeconds,
        afterUnits,
        startOffsetSeconds,
        endOffsetSeconds,
      }),
    );
    const none = { afterSeconds: null, afterUnits: null, startOffsetSeconds: null, endOffsetSeconds: null };
    expect(found).toContainEqual({ ...none, kind: 'columnstore', afterSeconds: 7 * 86_400 });
    expect(found).toContainEqual({ ...none, kind: 'retention', afterUnits: 9_000_000_000_000_000 });
    expect(found).toContainEqual({
      ...none,
      kind: 'refresh',
      startOffsetSeconds: null,
      endOffsetSeconds: 3_600,
    });
  });

  it('survive a user’s job whose configuration means something else', () => {
    const [mine] = rows('jobs').filter(({ procedureName }) => procedureName === 'my_job');
    expect(mine).toMatchObject({ hypertableId: null, config: { hypertable_id: 'not a number' } });
  });

  it('read errors and history, newest first', () => {
    expect(rows('jobErrors')).toMatchObject([
      { jobId: 4_711, sqlState: '22012', message: 'division by "zero"' },
    ]);
    expect(rows('jobHistory').map(({ succeeded, durationSeconds }) => [succeeded, durationSeconds])).toEqual([
      [false, 2],
      [true, 60],
    ]);
  });

  it('read the runs of all jobs as a role that was granted their table, which views keep from it', async () => {
    const without = await asReader('');
    expect(without).toMatchObject({ history: [], privilege: { isGranted: false } });
    const [mend] = [without.hidden?.mend];
    expect(mend).toMatchObject({
      sql: 'GRANT SELECT ON _timescaledb_internal.bgw_job_stat_history TO "reader";',
      undo: 'REVOKE SELECT ON _timescaledb_internal.bgw_job_stat_history FROM "reader";',
    });
    expect(without.privilege).toMatchObject({ grantSql: mend?.sql, revokeSql: mend?.undo });
    const granted = await asReader(mend?.sql ?? '');
    expect(granted).toMatchObject({
      hidden: null,
      privilege: { isGranted: true, grantSql: null },
      history: [
        { jobId: 4_711, succeeded: false, message: 'division by "zero"' },
        { jobId: 4_711, succeeded: true, message: null },
      ],
      errors: [{ jobId: 4_711, sqlState: '22012', message: 'division by "zero"' }],
    });
    expect(await asReader(`${mend?.sql} ${mend?.undo}`)).toEqual(without);
  });

  it('tell a crash from a run that goes on', async () => {
    const more = `INSERT INTO _timescaledb_internal.bgw_job_stat_history (job_id, pid, execution_start, succeeded)
      VALUES (4712, NULL, '2026-02-03 10:00Z', NULL), (4713, 99, '2026-02-03 11:00Z', NULL)`;
    expect(await planted(more, statementOf('jobErrors'))).toMatchObject([
      { jobId: 4_712, message: 'job crash detected, see server logs' },
      { jobId: 4_711 },
    ]);
    expect((await planted(more, statementOf('jobHistory'))).slice(0, 2)).toMatchObject([
      { jobId: 4_713, succeeded: null, message: null },
      { jobId: 4_712, succeeded: null, message: 'job crash detected, see server logs' },
    ]);
  });

  it('read the errors of jobs from the table that versions before 2.15 keep them in', async () => {
    const { timescale } = server;
    if (!timescale) throw new Error('no TimescaleDB');
    const older = { ...server, timescale: { ...timescale, versionNumber: 2_014_002 } };
    const table = `CREATE TABLE _timescaledb_internal.job_errors (
        job_id integer not null, pid integer, start_time timestamptz, finish_time timestamptz, error_data jsonb);
      INSERT INTO _timescaledb_internal.job_errors VALUES
        (1, 1, '2026-02-01 10:00Z', '2026-02-01 10:01Z', '{"sqlerrcode": "22012", "message": "no", "hint": "yes"}'),
        (2, 1, '2026-02-01 09:00Z', NULL, NULL)`;
    expect(await planted(table, statementOf('jobErrors', older))).toMatchObject([
      { jobId: 1, sqlState: '22012', message: 'no. yes' },
      { jobId: 2, sqlState: null, message: 'job crash detected, see server logs' },
    ]);
  });
});

describe('the installation', () => {
  it('says the edition and the version of the catalog', () => {
    expect(rows('timescaleInstallation')).toEqual([
      {
        catalogVersion: server.timescale?.version,
        isApacheEdition: false,
        hasColumnstoreForeignKeys: false,
        hasNarrowJobHistory: false,
      },
    ]);
  });

  it('sees foreign keys beside a columnstore, and the narrow job history of an old database', async () => {
    const statement = collectors.timescaleInstallation.sql(server);
    if (typeof statement !== 'string') throw new Error(statement.unavailable);
    const [row] = await planted(
      `CREATE TABLE device (id int PRIMARY KEY);
       CREATE TABLE of_device (time timestamptz NOT NULL, device int REFERENCES device)
         WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.columnstore = true);
       UPDATE pg_attribute SET atttypid = 'int4'::regtype
        WHERE attrelid = '_timescaledb_internal.bgw_job_stat_history'::regclass AND attname = 'id'`,
      statement,
    );
    expect(row).toMatchObject({ hasColumnstoreForeignKeys: true, hasNarrowJobHistory: true });
  });

  it('tells what would stop an update, with the condition of every version’s script', async () => {
    expect(rows('upgradeBlockers')).toEqual([
      {
        kind: 'adaptive-chunking',
        blockedRelease: '2.28',
        schema: 'public',
        name: 'adaptive',
        chunkTargetBytes: 10_485_760,
        sparseIndex: null,
        sparseIndexWithout: null,
      },
      {
        kind: 'smallint-bloom-index',
        blockedRelease: '2.27',
        schema: 'public',
        name: 'bloomed',
        chunkTargetBytes: null,
        sparseIndex: 'bloom(small), bloom(large)',
        sparseIndexWithout: 'bloom(large)',
      },
    ]);
    const kindsOn = async (version: string) => {
      const { timescale } = server;
      if (!timescale) throw new Error('no TimescaleDB');
      const [, minor = 0] = version.split('.').map(Number);
      const statement = collectors.upgradeBlockers.sql({
        ...server,
        timescale: { ...timescale, version, versionNumber: 2_000_000 + minor * 1_000 },
      });
      if (typeof statement !== 'string') throw new Error(statement.unavailable);
      return (await client.query(statement)).rows.map(({ kind }) => kind);
    };
    // The catalog is 2.23's: from 2.15 on it holds all that the conditions of those versions read. Before, buckets
    // were marked in a column, and hypertables distributed by one; both are put there for as long as the look takes.
    await client.query(
      `BEGIN;
       ALTER TABLE _timescaledb_catalog.continuous_aggs_bucket_function ADD COLUMN experimental bool DEFAULT true;
       ALTER TABLE _timescaledb_catalog.hypertable ADD COLUMN replication_factor smallint;
       UPDATE _timescaledb_catalog.hypertable SET replication_factor = 1 WHERE table_name = 'adaptive'`,
    );
    expect(await kindsOn('2.13')).toEqual([
      'adaptive-chunking',
      'distributed-hypertable',
      'experimental-bucket',
    ]);
    expect(await kindsOn('2.14')).toEqual(['adaptive-chunking', 'experimental-bucket']);
    await client.query('ROLLBACK');
    expect(await kindsOn('2.15')).toEqual(['adaptive-chunking']);
    expect(await kindsOn('2.18')).toEqual(['adaptive-chunking']);
    expect(await kindsOn('2.26')).toEqual(['adaptive-chunking', 'smallint-bloom-index']);
    expect(await kindsOn('2.27')).toEqual(['adaptive-chunking']);
    expect(await kindsOn('2.28')).toEqual([]);
  });

  it('lists what a user built on TimescaleDB’s views, and nothing of TimescaleDB’s own', () => {
    expect(rows('extensionDependents')).toEqual([
      {
        schema: 'public',
        name: 'chunk_report',
        kind: 'materialized view',
        reads: ['_timescaledb_catalog.hypertable', 'timescaledb_information.chunks'],
      },
      {
        schema: 'public',
        name: HOSTILE_NAMES[0],
        kind: 'view',
        reads: ['timescaledb_information.jobs'],
      },
      {
        schema: 'public',
        name: 'job_count',
        kind: 'function',
        reads: ['timescaledb_information.jobs'],
      },
    ]);
  });

  it('reads what ALTER DATABASE and ALTER ROLE set, and no secret', () => {
    expect(rows('settingOverrides')).toEqual([
      { databaseName: 'postgres', roleName: 'postgres', name: 'app.token', setting: null },
      { databaseName: null, roleName: 'postgres', name: 'search_path', setting: 'a, "b=c"' },
      {
        databaseName: 'postgres',
        roleName: null,
        name: 'timescaledb.enable_chunk_append',
        setting: 'off',
      },
    ]);
  });

  it('says what a session begins with, not what our own guards set', () => {
    const named = (wanted: string) => rows('settings').find(({ name }) => name === wanted);
    expect(named('jit')).toMatchObject({ setting: 'on', source: 'session', isFromAlterSystem: null });
    expect(named('default_toast_compression')?.allowedValues).toContain('pglz');
  });
});

describe('where the server keeps no statistics', () => {
  it('says nothing instead of zero', () => {
    const [plain] = rows('tables').filter(({ name }) => name === 'plain');
    expect(plain).toMatchObject({
      deadRows: null,
      sequentialScans: null,
      indexScans: null,
      insertedTuples: null,
    });
    expect(rows('indexes')[0]).toMatchObject({ scans: null, tuplesRead: null, lastScanAt: null });
    expect(rows('hypertableIndexes')[0]).toMatchObject({ scans: null });
    expect(rows('wal')[0]).toMatchObject({ records: null, generatedBytes: null, writes: null });
    expect(rows('wal')[0]?.positionBytes).toBeGreaterThan(0);
  });

  it('offers no extension that the server has no files of', () => {
    const lacking = rows('privileges').filter(({ isGranted }) => !isGranted);
    expect(lacking).toMatchObject([
      { privilege: 'extension pg_stat_statements', grantSql: null, revokeSql: null },
    ]);
  });
});

/** What a statement answers where something is there for as long as the look takes. */
function statementOf(name: ArtifactName, facts = server): string {
  const statement = collectors[name].sql(facts);
  if (typeof statement !== 'string') throw new Error(statement.unavailable);
  return statement;
}

/** What a role that owns nothing reads of the runs of jobs. Sessions share a backend here, so it is one for a transaction. */
async function asReader(grant: string) {
  await client.query(`BEGIN; CREATE ROLE reader; ${grant} SET LOCAL ROLE reader`);
  try {
    const facts = await probeServer({
      queryRows: async (_, statement, row) =>
        (await client.query(statement)).rows.map((one) => row.parse(one)),
    });
    const read = async (name: ArtifactName) => (await client.query(statementOf(name, facts))).rows;
    const privileges = await read('privileges');
    return {
      hidden: collectors.jobHistory.partly?.(facts),
      privilege: privileges.find(({ privilege }) => privilege === 'runs of jobs'),
      history: await read('jobHistory'),
      errors: await read('jobErrors'),
    };
  } finally {
    await client.query('ROLLBACK');
  }
}

async function planted(change: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  await client.query(`BEGIN; ${change}`);
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.query('ROLLBACK');
  }
}

function rows<Name extends ArtifactName>(name: Name): readonly Row<Name>[] {
  const artifact = artifacts[name] as Artifact<Row<Name>> | undefined;
  if (artifact?.status !== 'ok') throw new Error(`${name}: ${artifact?.reason}`);
  return artifact.rows;
}

/** For each name a schema with a hypertable of that name, its chunks in every state; and ordinary tables. */
async function plantHostileNames(): Promise<void> {
  for (const [at, name] of HOSTILE_NAMES.entries()) {
    const other = HOSTILE_NAMES[(at + 1) % HOSTILE_NAMES.length] ?? name;
    const table = qualified(name, name);
    const [plain, loose] = [ident(`plain ${at}`), ident(`loose ${at}`)];
    const statements = [
      `CREATE SCHEMA ${ident(name)}`,
      `CREATE TABLE ${table} (${ident(name)} timestamptz NOT NULL, ${ident(other)} int, note text)`,
      `SELECT create_hypertable(${regclass(name, name)}, ${literal(name)}::name, chunk_time_interval => interval '1 day', create_default_indexes => false)`,
      `CREATE INDEX ${ident(other)} ON ${table} (${ident(other)}, ${ident(name)} DESC)`,
      `INSERT INTO ${table} SELECT timestamptz '2026-01-01 00:00Z' + i * interval '1 hour', i % 3, repeat(i::text, 900) FROM generate_series(0, 119) i`,
      `ALTER TABLE ${table} SET (timescaledb.enable_columnstore, timescaledb.segmentby = ${literal(ident(other))}, timescaledb.orderby = ${literal(ident(name))})`,
      `SELECT compress_chunk(c) FROM show_chunks(${regclass(name, name)}, older_than => timestamptz '2026-01-04 00:00Z') c`,
      `CREATE SCHEMA ${plain} CREATE TABLE ${ident(name)} (id int, ${ident(other)} text) CREATE INDEX ${ident(other)} ON ${ident(name)} (${ident(other)})`,
      `CREATE SCHEMA ${loose} CREATE SEQUENCE ${ident(name)}`,
    ];
    for (const statement of statements) await client.query(statement);
  }
  // Late rows make the first chunk partial.
  const [first] = HOSTILE_NAMES;
  await client.query(`INSERT INTO ${qualified(first, first)} VALUES ('2026-01-01 00:30Z', 1, 'late')`);
  await client.query('CREATE SCHEMA aggregates');
  await client.query(
    `CREATE MATERIALIZED VIEW ${qualified('aggregates', first)} WITH (timescaledb.continuous) AS
       SELECT time_bucket(interval '1 day', ${ident(first)}) AS bucket, count(*) FROM ${qualified(first, first)} GROUP BY 1 WITH NO DATA`,
  );
  await client.query(
    `SELECT add_continuous_aggregate_policy(${regclass('aggregates', first)}, NULL, interval '1 hour', interval '1 hour')`,
  );
}

async function plantShapes(): Promise<void> {
  const statements = [
    `CREATE TABLE plain (id serial PRIMARY KEY, note text)`,
    `CREATE TABLE shapes (time timestamptz NOT NULL, place int NOT NULL, value float8)`,
    `SELECT create_hypertable('shapes', by_range('time', interval '1 day'))`,
    `SELECT add_dimension('shapes', by_hash('place', 4))`,
    `INSERT INTO shapes SELECT timestamptz '2026-02-01Z' + d * interval '1 day', p, 1 FROM generate_series(0, 9) d, generate_series(1, 20) p`,
    `CREATE SCHEMA elsewhere`,
    `CREATE TABLE far (time timestamptz NOT NULL, value float8)`,
    `SELECT create_hypertable('far', 'time', associated_schema_name => 'elsewhere', associated_table_prefix => '_hyper_chunk')`,
    `INSERT INTO far VALUES ('2026-02-01Z', 1)`,
    `ALTER TABLE far SET (timescaledb.enable_columnstore)`,
    `SELECT compress_chunk(c) FROM show_chunks('far') c`,
    // The engine has no other disk; tablespaces in place are PostgreSQL's own for tests.
    `SET allow_in_place_tablespaces = on`,
    `CREATE TABLESPACE ${ident(HOSTILE_NAMES[0])} LOCATION ''`,
    `RESET allow_in_place_tablespaces`,
    `SELECT move_chunk(c, ${literal(HOSTILE_NAMES[0])}, ${literal(HOSTILE_NAMES[0])}) FROM show_chunks('far') c`,
    `CREATE TABLE drifted (time timestamptz NOT NULL, device int, site int)`,
    `SELECT create_hypertable('drifted', by_range('time', interval '1 day'))`,
    `INSERT INTO drifted SELECT timestamptz '2026-02-01Z' + i * interval '1 hour', i % 2, i % 3 FROM generate_series(0, 71) i`,
    `ALTER TABLE drifted SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time')`,
    `SELECT compress_chunk(c) FROM show_chunks('drifted', older_than => timestamptz '2026-02-03Z') c`,
    `ALTER TABLE drifted SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'site', timescaledb.orderby = 'time')`,
    `SELECT compress_chunk(c, if_not_compressed => true) FROM show_chunks('drifted', newer_than => timestamptz '2026-02-03Z') c`,
    `CALL add_columnstore_policy('drifted', after => interval '7 days')`,
    `CREATE TABLE ticks (tick bigint NOT NULL, value int)`,
    `SELECT create_hypertable('ticks', by_range('tick', 1000))`,
    `CREATE FUNCTION now_ticks() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT 9000::bigint'`,
    `SELECT set_integer_now_func('ticks', 'now_ticks')`,
    `INSERT INTO ticks SELECT i, i FROM generate_series(1, 9000, 100) i`,
    `SELECT add_retention_policy('ticks', drop_after => 9000000000000000)`,
    `CREATE PROCEDURE my_job(job_id int, config jsonb) LANGUAGE plpgsql AS 'BEGIN END'`,
    `SELECT add_job('my_job', interval '1 day', config => '{"hypertable_id": "not a number"}')`,
    `INSERT INTO _timescaledb_internal.bgw_job_stat_history (job_id, pid, execution_start, execution_finish, succeeded, data)
       VALUES (4711, 1, '2026-02-01 10:00Z', '2026-02-01 10:01Z', true, '{}'),
              (4711, 1, '2026-02-02 10:00Z', '2026-02-02 10:00:02Z', false, '{"error_data": {"sqlerrcode": "22012", "message": "division by \\"zero\\""}}')`,
    `CREATE TABLE adaptive (time timestamptz NOT NULL)`,
    `SELECT create_hypertable('adaptive', 'time', chunk_target_size => '10MB')`,
    `CREATE TABLE bloomed (time timestamptz NOT NULL, small int2, large int4)`,
    `SELECT create_hypertable('bloomed', by_range('time', interval '1 day'))`,
    `ALTER TABLE bloomed SET (timescaledb.enable_columnstore, timescaledb.orderby = 'time', timescaledb.sparse_index = 'bloom(small),bloom(large)')`,
    `INSERT INTO bloomed SELECT timestamptz '2026-02-01Z' + i * interval '1 hour', i, i FROM generate_series(0, 47) i`,
    `SELECT compress_chunk(c) FROM show_chunks('bloomed') c`,
    `CREATE VIEW ${ident(HOSTILE_NAMES[0])} AS SELECT job_id FROM timescaledb_information.jobs`,
    `CREATE MATERIALIZED VIEW chunk_report AS SELECT chunk_name, h.id FROM timescaledb_information.chunks c JOIN _timescaledb_catalog.hypertable h ON h.table_name = c.hypertable_name`,
    `CREATE FUNCTION job_count() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT count(*) FROM timescaledb_information.jobs; END`,
    `ALTER DATABASE postgres SET timescaledb.enable_chunk_append = off`,
    `ALTER ROLE postgres SET search_path = a, "b=c"`,
    `ALTER ROLE postgres IN DATABASE postgres SET app.token = 'hunter2'`,
    `ANALYZE`,
  ];
  for (const statement of statements) await client.query(statement);
}
