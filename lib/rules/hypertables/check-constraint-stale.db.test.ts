import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '../testing/advice-story';
import { context, server, timescale } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { plantCatalog, readRecorded } from '../testing/recorded-catalog';
import rule from './check-constraint-stale';

/** The embedded engine is older than the defect, so the catalog is a recorded one; the way out is an update, not SQL. */
describe.each(['2.28.3', '2.29.1'] as const)(
  'hypertables/check-constraint-stale on a catalog of %s',
  (version) => {
    let engine: Awaited<ReturnType<typeof startPostgres>>;
    const facts = timescale(version);

    beforeAll(async () => {
      engine = await startPostgres(17);
      await plantCatalog(engine.url, facts);
      const chunk = (id: number, slice: number) => [
        `CREATE TABLE _timescaledb_internal._hyper_1_${id}_chunk (time int, CONSTRAINT constraint_${slice} CHECK (time > 0), CONSTRAINT mine CHECK (time > 0))`,
        `INSERT INTO _timescaledb_catalog.chunk (id, hypertable_id, ${facts.layout.chunkRelid ? 'relid' : 'schema_name, table_name'})
         VALUES (${id}, 1, ${facts.layout.chunkRelid ? `'_timescaledb_internal._hyper_1_${id}_chunk'` : `'_timescaledb_internal', '_hyper_1_${id}_chunk'`})`,
      ];
      await run(engine.url, [
        ...chunk(1, 1),
        ...chunk(2, 9),
        `INSERT INTO _timescaledb_catalog.dimension_slice VALUES (1, 1, 0, 10, 1), (2, 1, 10, 20, 2)`,
      ]);
    });
    afterAll(() => engine?.stop());

    it('finds the constraint of a slice that is not the chunk’s', async () => {
      const defects = await readRecorded(engine.url, facts, 'catalogDefects');
      expect(defects).toMatchObject([
        { kind: 'stale-check', name: '_hyper_1_2_chunk', other: 'constraint_9' },
      ]);
      expect(
        rule.check(
          { hypertables: [hypertable()], catalogDefects: defects, chunks: null },
          context({ server: server({ timescale: facts }) }),
        ),
      ).toMatchObject([{ facts: { staleChunks: 1 } }]);
    });

    it('finds a chunk whose table is gone by what this catalog keeps of it, and a table without a chunk', async () => {
      await run(engine.url, [
        'DROP TABLE _timescaledb_internal._hyper_1_1_chunk',
        'CREATE TABLE _timescaledb_internal._hyper_1_5_chunk (time int)',
      ]);
      const defects = await readRecorded(engine.url, facts, 'catalogDefects');
      expect(defects.filter(({ kind }) => kind !== 'stale-check')).toMatchObject([
        {
          kind: 'missing-relation',
          hypertableId: 1,
          name: facts.layout.chunkRelid ? expect.stringMatching(/^\d+$/) : '_hyper_1_1_chunk',
        },
        { kind: 'orphan-relation', hypertableId: 1, name: '_hyper_1_5_chunk', isChild: false },
      ]);
    });
  },
);
