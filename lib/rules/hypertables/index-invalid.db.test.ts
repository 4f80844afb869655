import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context, server, timescale } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { plantCatalog, readRecorded } from '../testing/recorded-catalog';
import rule from './index-invalid';

/**
 * The embedded engine breaks at concurrent builds, so a server makes the broken indexes as they come about: by builds
 * that fail at equal rows. TimescaleDB's catalog beside them is a recorded one.
 */
describe.each(['2.28.3', '2.29.2'] as const)('hypertables/index-invalid on a catalog of %s', (version) => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  const facts = timescale(version);
  const chunk = '_timescaledb_internal."odd ""chunk"';
  const columns = '_timescaledb_internal.compress_hyper_2_2_chunk';

  beforeAll(async () => {
    engine = await startPostgres(17);
    await plantCatalog(engine.url, facts);
    await run(engine.url, [
      'CREATE TABLE metrics (time int, device int)',
      'CREATE TABLE _timescaledb_internal._compressed_hypertable_2 (device int)',
      `INSERT INTO _timescaledb_catalog.hypertable VALUES (1, 'public', 'metrics', ${facts.layout.chunkRelid ? 'NULL' : 2})`,
      ...(facts.layout.chunkRelid
        ? [`CREATE TABLE ${columns} (device int)`]
        : [
            `INSERT INTO _timescaledb_catalog.hypertable VALUES (2, '_timescaledb_internal', '_compressed_hypertable_2', NULL)`,
            `CREATE TABLE ${columns} () INHERITS (_timescaledb_internal._compressed_hypertable_2)`,
          ]),
      `CREATE TABLE ${chunk} () INHERITS (metrics)`,
      `INSERT INTO _timescaledb_catalog.compression_settings VALUES ('${chunk}', '${columns}')`,
      `INSERT INTO ${chunk} VALUES (1, 1), (1, 1)`,
      `INSERT INTO ${columns} VALUES (1), (1)`,
      'CREATE TABLE other (device int)',
      'INSERT INTO other VALUES (1), (1)',
    ]);
    for (const [name, table] of [
      ['"odd ""index"', chunk],
      ['"odd ""index_ccnew"', chunk],
      ['columns', columns],
      ['no_chunk', 'other'],
    ])
      await expect(
        run(engine.url, [`CREATE UNIQUE INDEX CONCURRENTLY ${name} ON ${table} (device)`]),
      ).rejects.toThrow('could not create unique index');
  });
  afterAll(() => engine?.stop());

  it('finds those of both parts of a chunk, repairs them once the rows are no longer equal, and is quiet', async () => {
    const look = async () => {
      const result = rule.check(
        {
          hypertables: [hypertable()],
          invalidChunkIndexes: await readRecorded(engine.url, facts, 'invalidChunkIndexes'),
        },
        context({ server: server({ timescale: facts }) }),
      );
      return 'length' in result ? result[0] : undefined;
    };
    const finding = await look();
    expect(finding?.facts).toMatchObject({ invalidIndexes: 3, uniqueIndexes: 2, chunks: 2 });
    const { advice } = finding ?? {};
    expect((await run(engine.url, [advice?.precheck?.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    const verify = async () => (await run(engine.url, [advice?.verify.sql ?? '']))?.rows[0]?.count;
    expect(await verify()).toBe('3');
    await run(engine.url, [
      `DELETE FROM ${chunk} WHERE ctid = '(0,1)'`,
      `DELETE FROM ${columns} WHERE ctid = '(0,1)'`,
      ...(advice?.steps.map(({ sql }) => sql) ?? []),
    ]);
    expect(await verify()).toBe('0');
    expect(await look()).toBeUndefined();
  });
});
