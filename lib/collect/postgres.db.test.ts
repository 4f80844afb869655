import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { answersOf } from '@/lib/answers/testing/answers';
import { view } from '@/lib/answers/testing/view';
import { countedSeconds } from '@/lib/derive/counting-since';
import { startPostgres } from '@/lib/embedded/test-engines';
import { scoreOf } from '@/lib/rules/score';
import {
  BLIND_BEFORE_14,
  BLIND_OF_PRINTED_ROLE,
  BLIND_ON_STANDBY,
  BLIND_WITHOUT_GRANTS,
  BLIND_WITHOUT_LIBRARY,
  BLIND_WITHOUT_POSITIONS,
  BLIND_WITHOUT_STATEMENTS,
  type BlindSpots,
  blindRules,
  speaksUnseeing,
} from '@/lib/rules/testing/blind-spots';
import { changedRows } from '@/lib/rules/testing/changed-rows';
import { judgedLater } from '@/lib/rules/testing/judged-later';
import { takeArtifacts, takeSnapshot } from '@/lib/rules/testing/take-snapshot';
import type { Artifact } from './collector';
import { type ArtifactName, type Artifacts, collectors, type Row, type Snapshot } from './snapshot';

const MAJORS = [13, 14, 15, 16, 17, 18];
/** The one that has a standby too. */
const STREAMING = 17;

/** A superuser, the role as `npm run role` prints it, and one without any grant. */
const ROLES = ['postgres', 'chunkwise', 'nobody_special'] as const;
type Role = (typeof ROLES)[number];
let printedRole: string;

beforeAll(async () => {
  const role = ['--import', 'tsx', 'lib/cli/role.ts'];
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  printedRole = (await promisify(execFile)(process.execPath, role, { cwd })).stdout;
});

describe.each(MAJORS)('PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  let taken: Readonly<Record<Role, Snapshot>>;
  let superuser: Artifacts;
  let monitor: Artifacts;
  let nobody: Artifacts;

  beforeAll(async () => {
    const settings = {
      shared_preload_libraries: 'pg_stat_statements',
      archive_command: 'copy --password=hunter2',
      // The standby has one of its own, which this would take the place of.
      ...(major !== STREAMING && { primary_conninfo: 'host=away.example password=hunter2' }),
    };
    engine = await startPostgres(major, { settings, ...(major === STREAMING && { standby: true }) });
    await execute(engine.url, [...PLANTED, printedRole, major < 15 ? STATISTICS_ARRIVE : DISTINCT_NULLS]);
    const { standbyUrl } = engine;
    if (standbyUrl !== undefined)
      await vi.waitFor(
        async () => expect(await receiverStatus(standbyUrl)).toBe('streaming'),
        WHILE_STARTING,
      );
    taken = await snapshotsOf(engine.url);
    superuser = taken.postgres.artifacts;
    monitor = taken.chunkwise.artifacts;
    nobody = taken.nobody_special.artifacts;
  });
  afterAll(() => engine?.stop());

  it('reads everything as superuser, except TimescaleDB', () => {
    expect(Object.keys(superuser)).toEqual(Object.keys(collectors));
    const reasons = new Set(
      Object.values(superuser).map((artifact) => (artifact.status === 'ok' ? 'ok' : artifact.reason)),
    );
    expect([...reasons].sort()).toEqual(['TimescaleDB is not installed in this database', 'ok']);
    expect(Object.values(superuser).filter((artifact) => 'partly' in artifact)).toEqual([]);
    expect(JSON.parse(JSON.stringify(superuser))).toEqual(superuser);
  });

  it('reads the same as a monitoring role, except sequences, statistics of columns and what is granted by itself', () => {
    expect(statuses(monitor)).toEqual({ ...statuses(superuser), ...GRANTED_BY_ITSELF });
    expect(partly(monitor)).toEqual(['columnStatistics', 'indexBloat', 'sequences', 'tableBloat']);
  });

  it('says what a role without grants cannot see, and how to mend it', () => {
    expect(statuses(nobody)).toEqual({ ...statuses(superuser), ...GRANTED_BY_ITSELF, ...HIDDEN });
    expect(partly(nobody)).toEqual([
      'activity',
      'archiver',
      'columnStatistics',
      'horizonHolders',
      'indexBloat',
      'replication',
      'sequences',
      'settings',
      'statements',
      'storageSizes',
      'subscriptions',
      'tableBloat',
      'vacuums',
      'wal',
    ]);
    const grants = Object.values(nobody).flatMap((artifact) =>
      artifact.status === 'ok' && artifact.partly?.mend ? [artifact.partly.mend.sql] : [],
    );
    expect(new Set(grants)).toEqual(
      new Set([
        'GRANT "pg_read_all_settings" TO "nobody_special";',
        'GRANT "pg_read_all_stats" TO "nobody_special";',
        'GRANT "pg_monitor" TO "nobody_special";',
      ]),
    );
    expect(one(nobody, 'activity').clients).toBeNull();
    expect(one(nobody, 'wal').files).toBeNull();
    expect(one(superuser, 'wal').files).toBeGreaterThan(0);
  });

  it('tells the privileges of each role apart', () => {
    const granted = (artifacts: Artifacts) => rows(artifacts, 'privileges').map(({ isGranted }) => isGranted);
    expect(granted(superuser)).toEqual([true, true, true, true]);
    expect(granted(monitor)).toEqual([true, true, true, true]);
    expect(granted(nobody)).toEqual([false, false, false, true]);
    expect(rows(nobody, 'privileges')[0]).toMatchObject({
      privilege: 'pg_monitor',
      grantSql: 'GRANT pg_monitor TO nobody_special;',
      revokeSql: 'REVOKE pg_monitor FROM nobody_special;',
    });
  });

  it('reads no value that may hold a secret, whoever asks', () => {
    for (const artifacts of [superuser, monitor]) {
      const settings = new Map(rows(artifacts, 'settings').map((row) => [row.name, row]));
      for (const name of ['primary_conninfo', 'archive_command', 'restore_command'])
        expect(settings.get(name), name).toMatchObject({ setting: null, bootValue: null });
      expect(settings.get('archive_mode')?.setting).toBe('off');
      expect(JSON.stringify(artifacts.settings)).not.toContain('hunter2');
    }
  });

  it('offers grants that work, and revocations that take them back', async () => {
    const statements = (artifacts: Artifacts, which: 'grantSql' | 'revokeSql') =>
      rows(artifacts, 'privileges').flatMap((row) => row[which] ?? []);
    await execute(engine.url, statements(nobody, 'grantSql'));
    const { artifacts: seeing } = await takeSnapshot(as(engine.url, 'nobody_special'), EVERY_TIER);
    expect(rows(seeing, 'privileges').every(({ isGranted }) => isGranted)).toBe(true);
    expect(partly(seeing)).toEqual(['columnStatistics', 'indexBloat', 'sequences', 'tableBloat']);
    await execute(engine.url, statements(nobody, 'revokeSql'));
    const hidden = partly(nobody) as ArtifactName[];
    expect(partly((await takeArtifacts(as(engine.url, 'nobody_special'), hidden)).artifacts)).toEqual(hidden);
  });

  it('reads the configuration files with a grant of their own, which can be taken back, and no secret', async () => {
    const { configurationFiles: refused } = monitor;
    if (refused?.status !== 'unavailable' || !refused.mend) throw new Error('expected a grant');
    await execute(engine.url, [
      `ALTER SYSTEM SET archive_command = 'copy --password=hunter2'`,
      refused.mend.sql,
    ]);
    const read = async () => (await takeArtifacts(as(engine.url, 'chunkwise'), READ_SETTINGS)).artifacts;
    const seeing = await read();
    const lines = rows(seeing, 'configurationFiles');
    expect(lines.find(({ name }) => name === 'archive_command')).toMatchObject({
      setting: null,
      file: expect.stringContaining('postgresql.auto.conf'),
    });
    expect(JSON.stringify(seeing)).not.toContain('hunter2');
    await execute(engine.url, [refused.mend.undo, 'ALTER SYSTEM RESET archive_command']);
    expect((await read()).configurationFiles).toEqual(refused);
    expect(Date.parse(one(monitor, 'configurationLoad').loadedAt)).toBeLessThanOrEqual(Date.now());
  });

  it('counts what happened', () => {
    const [busy] = rows(superuser, 'tables').filter(({ name }) => name === 'busy');
    expect(busy).toMatchObject({ schema: 'app', kind: 'table', estimatedRows: 1_000, indexCount: 2 });
    expect(busy?.tableBytes).toBeGreaterThan(8_192);
    expect(busy?.toastBytes).toBe(8_192);
    expect(busy?.lastAnalyzeAt).not.toBeNull();
    const indexes = rows(superuser, 'indexes').filter(({ tableName }) => tableName === 'busy');
    expect(
      indexes.map(({ name, isPrimary, isConstraint, keyColumns }) => [
        name,
        isPrimary,
        isConstraint,
        keyColumns,
      ]),
    ).toEqual([
      ['busy lower', false, false, [null, 'id']],
      ['busy_pkey', true, true, ['id']],
    ]);
    expect(one(superuser, 'databaseCounters').commits).toBeGreaterThan(0);
    expect(one(superuser, 'checkpoints').requested).toBeGreaterThanOrEqual(0);
    expect(one(superuser, 'wal').positionBytes).toBeGreaterThan(1_000_000);
    expect(one(superuser, 'locks').tableSlots).toBeGreaterThan(64 * 100);
    expect(one(superuser, 'activity')).toMatchObject({ active: 0, blockedSessions: 0, waits: [] });
    expect(rows(superuser, 'databases').map(({ name }) => name)).toEqual([
      'postgres',
      'template0',
      'template1',
    ]);
    expect(rows(superuser, 'storageSizes').every(({ totalBytes }) => totalBytes !== null)).toBe(true);
    expect(rows(superuser, 'extensions').map(({ name }) => name)).toEqual(['pg_stat_statements', 'plpgsql']);
  });

  it('describes the indexes of a partitioned table as one, so that equal ones read alike', () => {
    const named = (wanted: string) => rows(superuser, 'indexes').filter(({ name }) => name === wanted)[0];
    expect(named('by "note')).toMatchObject({
      tableName: 'measured',
      structure: 'USING btree (lower(note) COLLATE "C", at DESC) INCLUDE (id) WHERE (id > 3)',
      method: 'btree',
      keyColumns: [null, 'at'],
      keyOptions: [0, 3],
      includedColumns: ['id'],
      predicate: '(id > 3)',
      isConstraint: false,
      isValid: true,
      isBeingBuilt: false,
      partitions: 2,
      totalBytes: 2 * 16_384,
      estimatedRows: 5,
    });
    expect(named('by "note')?.keys[0]).toMatch(/^lower\(note\) \d+ 950$/);
    expect(named('of_one_partition')?.partitions).toBeNull();
    expect(rows(superuser, 'indexes').filter(({ tableName }) => /^measured_/.test(tableName))).toHaveLength(
      1,
    );
    expect(named('busy_pkey')).toMatchObject({
      isReplicaIdentity: true,
      isConstraint: true,
      changedAt: null,
    });
  });

  it('says of every index what the server says of it', async () => {
    const client = new pg.Client(engine.url);
    await client.connect();
    const told = await client.query<{ oid: number; definition: string }>(
      'SELECT indexrelid AS oid, pg_get_indexdef(indexrelid) AS definition FROM pg_index',
    );
    await client.end();
    const definitions = new Map(told.rows.map(({ oid, definition }) => [oid, definition]));
    const collected = rows(superuser, 'indexes');
    expect(collected.filter(({ tableName }) => tableName === 'shaped')).toHaveLength(
      SHAPES.length + (major < 15 ? 0 : 1),
    );
    for (const { indexOid, structure } of collected) {
      expect(structure).toMatch(/^USING /);
      expect(definitions.get(indexOid)?.split(/ (?=USING )/)[1]).toBe(structure);
    }
  });

  it('reads what a delete has to look for', () => {
    expect(rows(superuser, 'foreignKeys')).toMatchObject([
      {
        schema: 'app',
        tableName: 'measured',
        columns: ['id'],
        isPartitioned: true,
        partitions: [{ name: 'measured_1', isPartitioned: false }, { name: 'measured_2' }],
        tableBytes: 2 * 8_192,
        referencedTable: 'busy',
        deleteAction: 'cascade',
        referencedDeletes: 1,
        referencedUpdates: 0,
        referencedRows: 1_000,
      },
    ]);
  });

  it('estimates what the entries of an index take, of columns that the role may read', () => {
    const of = (artifacts: Artifacts) =>
      rows(artifacts, 'indexBloat').map((row) => ({ ...row, indexOid: 0 }));
    const lower = { indexOid: 0, schema: 'app', tableName: 'wide', name: 'wide_pkey', sharesEntries: false };
    expect(of(superuser)).toEqual([{ ...lower, totalBytes: 245_760, entriesBytes: 237_568 }]);
    expect(of(monitor)).toMatchObject([{ name: 'wide_pkey', entriesBytes: null }]);
  });

  it('reads statistics of the columns of tables that are read, and hides none as a zero', () => {
    const of = (artifacts: Artifacts, name: string) =>
      rows(artifacts, 'columnStatistics').find(({ tableName }) => tableName === name);
    const columnOf = (artifacts: Artifacts, table: string, column: string) =>
      of(artifacts, table)?.columns.find(({ name }) => name === column);
    expect(of(superuser, 'measured')).toMatchObject({
      isPartitioned: true,
      estimatedRows: 8,
      partitions: [
        { schema: 'app', name: 'measured_1', isPartitioned: false },
        { schema: 'app', name: 'measured_2', isPartitioned: false },
      ],
    });
    expect(of(superuser, 'measured_1')).toBeUndefined();
    expect(columnOf(superuser, 'busy', 'note')).toMatchObject({
      type: 'text',
      distinctValues: -1,
      nullRatio: 0,
      topValueRatio: null,
    });
    expect(columnOf(superuser, 'measured', 'note')).toMatchObject({
      distinctValues: -0.125,
      topValueRatio: 1,
    });
    expect(columnOf(nobody, 'busy', 'note')).toEqual({
      name: 'note',
      type: 'text',
      distinctValues: null,
      nullRatio: null,
      averageWidthBytes: null,
      topValueRatio: null,
    });
  });

  it('reads how far a sequence is used, also where its column is narrower', () => {
    const named = (artifacts: Artifacts, wanted: string) =>
      rows(artifacts, 'sequences').filter(({ name }) => name === wanted)[0];
    expect(named(superuser, 'narrow_id_seq')).toMatchObject({
      lastValue: 30_000,
      isReadable: true,
      ownerTable: 'app.narrow',
      ownerColumn: 'id',
      ownerColumnMaximum: 32_767,
    });
    expect(named(superuser, 'narrow_id_seq')?.ownerColumnUsedRatio).toBeCloseTo(0.9155, 3);
    expect(named(monitor, 'narrow_id_seq')).toMatchObject({ lastValue: 30_000, isReadable: true });
    expect(named(nobody, 'narrow_id_seq')).toMatchObject({
      lastValue: null,
      isReadable: false,
      usedRatio: null,
    });
    expect(named(superuser, 'busy_id_seq')).toMatchObject({ lastValue: null, isReadable: true });
  });

  it('reads what identifies the rows of a table, and under which it is judged', () => {
    const named = (wanted: string) => rows(superuser, 'tables').filter(({ name }) => name === wanted)[0];
    expect(named('busy')).toMatchObject({
      hasPrimaryKey: true,
      replicaIdentity: 'index',
      isIdentified: true,
      publishesChanges: false,
      rootOid: null,
    });
    expect(named('parted_1')).toMatchObject({
      isPartition: true,
      rootOid: named('parted')?.relationOid,
      hasPrimaryKey: false,
      isIdentified: false,
      publishesChanges: true,
    });
    expect(named('busy')?.multixactAge).toBeGreaterThanOrEqual(0);
    expect(named('busy')?.frozenRatio === null).toBe(major < 18);
  });

  it('estimates what a table wastes, and says where it may not look', () => {
    const [holey] = rows(superuser, 'tableBloat').filter(({ name }) => name === 'holey');
    // Two of three rows are gone.
    expect(1 - (holey?.packedBytes ?? 0) / (holey?.heapBytes ?? 1)).toBeCloseTo(0.667, 1);
    expect(holey).toMatchObject({ isReadable: true, columnsUnknown: 0 });
    const [hidden] = rows(monitor, 'tableBloat').filter(({ name }) => name === 'holey');
    expect(hidden).toMatchObject({ heapBytes: holey?.heapBytes, packedBytes: null, isReadable: false });
  });

  it('names who keeps dead rows, and tells those of other databases apart', async () => {
    const [client, elsewhere] = [
      new pg.Client(engine.url),
      new pg.Client(engine.url.replace('/postgres?', '/template1?')),
    ];
    await Promise.all([client.connect(), elsewhere.connect()]);
    for (const each of [client, elsewhere]) await each.query('BEGIN; SELECT txid_current()');
    const holders = async (role: Role) =>
      rows((await takeArtifacts(as(engine.url, role), ['horizonHolders'])).artifacts, 'horizonHolders');
    const seen = (await holders('chunkwise')).filter(({ kind }) => kind === 'session');
    expect(
      seen.map(({ state, databaseName, concernsThisDatabase }) => [
        state,
        databaseName,
        concernsThisDatabase,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['idle in transaction', 'postgres', true],
        ['idle in transaction', 'template1', false],
      ]),
    );
    expect(await holders('nobody_special')).toEqual([]);
    await Promise.all([client.end(), elsewhere.end()]);
  });

  it('reads the statements that take the most time, the rest as one row, and no secret', () => {
    const found = rows(superuser, 'statements');
    const [own, rest] = found.slice(-2);
    expect(own).toMatchObject({ isOwn: true, isRemainder: false, query: null, queryId: null });
    expect(own?.statementCount).toBeGreaterThan(15);
    expect(rest).toMatchObject({ isOwn: false, isRemainder: true, query: null, queryId: null });
    expect(rest?.statementCount).toBeGreaterThan(20);
    expect(found.length).toBeGreaterThan(80);
    expect(found.length).toBeLessThan(180);
    const text = JSON.stringify(found);
    expect(text).not.toContain('hunter2');
    expect(found.some(({ query }) => query?.includes('/* chunkwise'))).toBe(false);
    expect(rows(nobody, 'statements').some(({ query }) => query === null)).toBe(true);
    expect(found[0]?.statsResetAt === null).toBe(major === 13);
    expect(found[0]?.statsSince === null).toBe(major < 17);
    const tracking = one(superuser, 'statementTracking');
    expect(tracking).toMatchObject({ isLoaded: true, isCreated: true, mostEntries: 5_000, track: 'top' });
    expect(tracking.entries).toBeGreaterThan(150);
    expect(tracking.deallocations).toBe(major === 13 ? null : 0);
  });

  it.each(ROLES)(
    'is judged and answered with what %s reads, and what it cannot see is never fine',
    (role) => {
      const blind: Record<Role, BlindSpots> = {
        postgres: {},
        chunkwise: BLIND_OF_PRINTED_ROLE,
        nobody_special: {
          ...BLIND_WITHOUT_GRANTS,
          ...(major === STREAMING && BLIND_WITHOUT_POSITIONS),
        },
      };
      expectJudged(taken[role], { ...blind[role], ...(major === 13 && BLIND_BEFORE_14) });
      // Where most of what applies could look.
      const { score } = scoreOf(judgedLater(taken[role]));
      expect(score === null).toBe(role === 'nobody_special');
    },
  );

  it('does without pg_stat_statements', async () => {
    await execute(engine.url, ['CREATE DATABASE bare']);
    const bare = engine.url.replace('/postgres?', '/bare?');
    const snapshot = await takeSnapshot(as(bare, 'chunkwise'), EVERY_TIER);
    expectJudged(snapshot, { ...BLIND_OF_PRINTED_ROLE, ...BLIND_WITHOUT_STATEMENTS });
  });

  if (major === STREAMING) {
    it('reads, judges and answers a standby as well, and its primary', async () => {
      const standby = await snapshotsOf(engine.standbyUrl ?? '');
      expect(statuses(standby.postgres.artifacts)).toEqual(statuses(superuser));
      expect(statuses(standby.chunkwise.artifacts)).toEqual(statuses(monitor));
      expect(statuses(standby.nobody_special.artifacts)).toEqual(statuses(nobody));
      const own = one(standby.postgres.artifacts, 'standby');
      expect(own).toMatchObject({ isReplayPaused: false, receiverStatus: 'streaming' });
      // Whether it streams is hidden, and an idle primary sends nothing for hours.
      expect(one(standby.nobody_special.artifacts, 'standby')).toMatchObject({
        receiverStatus: null,
        lagSeconds: null,
      });
      expect(one(standby.postgres.artifacts, 'wal').positionBytes).toBeGreaterThan(1_000_000);
      expectJudged(standby.postgres, {});
      expectJudged(standby.chunkwise, BLIND_OF_PRINTED_ROLE);
      expectJudged(standby.nobody_special, { ...BLIND_WITHOUT_GRANTS, ...BLIND_ON_STANDBY });
      expect(rows(superuser, 'standby')).toEqual([]);
      expect(one(monitor, 'replication')).toMatchObject({ state: 'streaming' });
      expect(one(nobody, 'replication')).toMatchObject({ state: null, totalLagBytes: null });
    });
  }

  it('takes the role away again as it was printed', async () => {
    const remove = printedRole.split('-- To remove it again:')[1]?.replaceAll(/^-- /gm, '') ?? '';
    await execute(engine.url, [remove, printedRole]);
  });

  // The last one: it sets statistics to zero.
  it('is read, judged and answered after a crash, and does not take new counters for old ones', async () => {
    const before = one(nobody, 'databaseCounters');
    await crash(engine.url);
    const printed = await takeSnapshot(as(engine.url, 'chunkwise'), EVERY_TIER);
    const blind = await takeSnapshot(as(engine.url, 'nobody_special'), EVERY_TIER);
    expect(statuses(printed.artifacts)).toEqual(statuses(monitor));
    expect(statuses(blind.artifacts)).toEqual(statuses(nobody));
    const older = major === 13 ? BLIND_BEFORE_14 : {};
    expectJudged(printed, { ...BLIND_OF_PRINTED_ROLE, ...older });
    // A standby comes back in its own time.
    const isFollowed = rows(blind.artifacts, 'replication').length > 0;
    expectJudged(blind, { ...BLIND_WITHOUT_GRANTS, ...older, ...(isFollowed && BLIND_WITHOUT_POSITIONS) });
    // As if the server had been started an hour before it crashed.
    const hourBefore = new Date(Date.parse(before.serverStartedAt) - 3_600_000).toISOString();
    const long = (snapshot: Snapshot) =>
      changedRows(snapshot, 'databaseCounters', (row) => ({ ...row, serverStartedAt: hourBefore }));
    const found = view(long(printed)).judgement?.findings.map(({ rule }) => rule);
    expect(found).toContain('server/crashed');
    for (const snapshot of [printed, blind]) {
      const counters = one(long(snapshot).artifacts, 'databaseCounters');
      expect(counters.epoch).not.toBe(before.epoch);
      expect(countedSeconds(counters)).toBeLessThan(60);
    }
  });
});

it('judges and answers a server that does not load pg_stat_statements, created or not', async () => {
  const engine = await startPostgres(18);
  expectJudged(await takeSnapshot(engine.url, EVERY_TIER), BLIND_WITHOUT_STATEMENTS);
  await execute(engine.url, ['CREATE EXTENSION pg_stat_statements']);
  expectJudged(await takeSnapshot(engine.url, EVERY_TIER), BLIND_WITHOUT_LIBRARY);
  await engine.stop();
});

/** Only shown to a monitoring role. */
const HIDDEN = {
  sessions: 'Sessions of other roles are hidden',
  progress: 'Work of other roles is hidden',
  sessionEncryption: 'Sessions of other roles are hidden',
  statementPasswords: 'Texts of statements of other roles are hidden',
};
/** What pg_monitor does not bring. */
const GRANTED_BY_ITSELF = {
  configurationFiles: 'permission denied for view pg_file_settings',
  hostRules: 'permission denied for view pg_hba_file_rules',
};

/** What a definition may say of an index; the plain ones first. */
const SHAPES = [
  'INDEX ON app.shaped (id)',
  'UNIQUE INDEX ON app.shaped (id, name DESC) INCLUDE (note, "Ünusual name")',
  'INDEX ON app.shaped (name ASC NULLS FIRST, id DESC NULLS LAST, at)',
  'INDEX ON app.shaped ("Ünusual name")',
  'INDEX ON app.shaped (id) WITH (fillfactor = 70)',
  'INDEX ON app.shaped (name) WHERE id > 3',
  'INDEX ON app.shaped (id, (id + 1))',
  'INDEX ON app.shaped (name text_pattern_ops)',
  'INDEX ON app.shaped (name bpchar_ops)',
  'INDEX ON app.shaped (note COLLATE "C" DESC)',
  'INDEX ON app.shaped (kinds)',
  'INDEX ON app.shaped USING hash (id)',
  'INDEX ON app.shaped USING gin (kinds) WITH (fastupdate = off)',
  'INDEX ON app.shaped USING brin (at)',
];
const DISTINCT_NULLS = 'CREATE UNIQUE INDEX ON app.shaped (at) NULLS NOT DISTINCT';

const PLANTED = [
  `CREATE EXTENSION pg_stat_statements`,
  `CREATE ROLE nobody_special LOGIN`,
  `ALTER ROLE nobody_special PASSWORD 'hunter2'`,
  `CREATE SCHEMA app`,
  `CREATE TABLE app.busy (id int PRIMARY KEY, note text)`,
  `CREATE INDEX "busy lower" ON app.busy (lower(note), id)`,
  `CREATE SEQUENCE app.busy_id_seq`,
  `INSERT INTO app.busy SELECT i, 'note ' || i FROM generate_series(1, 1000) i`,
  `ANALYZE app.busy`,
  `ALTER TABLE app.busy REPLICA IDENTITY USING INDEX busy_pkey`,
  `CREATE TABLE app.measured (id int REFERENCES app.busy ON DELETE CASCADE, at date, note text) PARTITION BY RANGE (at)`,
  `CREATE TABLE app.measured_1 PARTITION OF app.measured FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')`,
  `CREATE TABLE app.measured_2 PARTITION OF app.measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
  `CREATE INDEX "by ""note" ON app.measured (lower(note) COLLATE "C", at DESC) INCLUDE (id) WHERE id > 3`,
  `CREATE INDEX of_one_partition ON app.measured_2 (note)`,
  `INSERT INTO app.measured SELECT i, date '2025-12-25' + i, 'note' FROM generate_series(1, 8) i`,
  `VACUUM ANALYZE app.measured`,
  `DELETE FROM app.busy WHERE id = 1000`,
  `CREATE TABLE app.wide AS SELECT i AS id FROM generate_series(1, 10000) i`,
  `ALTER TABLE app.wide ADD PRIMARY KEY (id)`,
  `VACUUM ANALYZE app.wide`,
  `CREATE TABLE app.narrow (id smallserial)`,
  `SELECT setval('app.narrow_id_seq', 30000)`,
  `CREATE TABLE app.holey (id int, note text) WITH (autovacuum_enabled = false)`,
  `INSERT INTO app.holey SELECT i, 'a note of some length ' || i FROM generate_series(1, 20000) i`,
  `DELETE FROM app.holey WHERE id % 3 > 0`,
  `VACUUM ANALYZE app.holey`,
  `CREATE TABLE app.parted (id int) PARTITION BY LIST (id)`,
  `CREATE TABLE app.parted_1 PARTITION OF app.parted FOR VALUES IN (1)`,
  `CREATE PUBLICATION changes FOR TABLE app.parted`,
  `CREATE TABLE app.shaped (id int, name varchar(20), note text, at timestamptz, kinds int[], "Ünusual name" numeric)`,
  ...SHAPES.map((shape) => `CREATE ${shape}`),
  `SELECT pg_create_physical_replication_slot('kept', true)`,
  ...Array.from({ length: 150 }, (_, at) => `SELECT 1${', 1'.repeat(at)}`),
];
/** Until 14 the statistics of a session arrive a moment later. */
const STATISTICS_ARRIVE = 'SELECT pg_sleep(1.2)';

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

const WHILE_STARTING = { timeout: 20_000, interval: 50 };
const EVERY_TIER = ['live', 'standard', 'catalog', 'exact'] as const;
/** What the configuration may show secrets through. */
const READ_SETTINGS = ['configurationFiles', 'settings', 'settingOverrides'] as const;

const as = (url: string, role: Role) => url.replace('postgres://postgres@', `postgres://${role}@`);

async function snapshotsOf(url: string): Promise<Readonly<Record<Role, Snapshot>>> {
  const taken: Partial<Record<Role, Snapshot>> = {};
  for (const role of ROLES) {
    taken[role] = await takeSnapshot(as(url, role), EVERY_TIER);
    expect(taken[role].server.roleName).toBe(role);
  }
  return taken as Record<Role, Snapshot>;
}

async function receiverStatus(url: string): Promise<string | null | undefined> {
  const { artifacts } = await takeArtifacts(url, ['standby']);
  return rows(artifacts, 'standby')[0]?.receiverStatus;
}

/** No rule fails, exactly these cannot look, none passes what it has not seen, and every answer keeps to its schema. */
function expectJudged(snapshot: Snapshot, blind: BlindSpots): void {
  const judgement = judgedLater(snapshot);
  expect(judgement.outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
  const reasons = blindRules(judgement);
  expect(Object.keys(reasons).sort()).toEqual(Object.keys(blind).sort());
  for (const [rule, reason] of Object.entries(blind)) expect(reasons[rule], rule).toMatch(reason);
  expect(speaksUnseeing(snapshot, judgement)).toEqual([]);
  answersOf(view(snapshot));
}

async function checkpointerStart(url: string): Promise<number> {
  const { artifacts } = await takeArtifacts(url, ['databaseCounters']);
  return Date.parse(one(artifacts, 'databaseCounters').checkpointerStartedAt ?? '');
}

/** Kills a session of the server; returns when it has recovered from that. */
async function crash(url: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  const startedBefore = await checkpointerStart(url);
  const { rows: found } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  process.kill(found[0]?.pid ?? 0, 'SIGKILL');
  await vi.waitFor(
    async () => expect(await checkpointerStart(url)).toBeGreaterThan(startedBefore),
    WHILE_STARTING,
  );
}

const statuses = (artifacts: Artifacts) =>
  Object.fromEntries(
    Object.entries(artifacts).map(([name, artifact]) => [
      name,
      artifact.status === 'ok' ? 'ok' : artifact.reason,
    ]),
  );

const partly = (artifacts: Artifacts) =>
  Object.entries(artifacts)
    .flatMap(([name, artifact]) => ('partly' in artifact && artifact.partly ? [name] : []))
    .sort();

function rows<Name extends ArtifactName>(artifacts: Artifacts, name: Name): readonly Row<Name>[] {
  const artifact = artifacts[name] as Artifact<Row<Name>> | undefined;
  if (artifact?.status !== 'ok') throw new Error(`${name}: ${artifact?.reason}`);
  return artifact.rows;
}

function one<Name extends ArtifactName>(artifacts: Artifacts, name: Name): Row<Name> {
  const [row] = rows(artifacts, name);
  if (row === undefined) throw new Error(`${name} has no row`);
  return row;
}
