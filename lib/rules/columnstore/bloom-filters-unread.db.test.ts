import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from '@/lib/collect/collector';
import { collectors } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import { context, timescale } from '../testing/context';
import rule from './bloom-filters-unread';

let engine: Awaited<ReturnType<typeof startTimescale>>;
beforeAll(async () => {
  engine = await startTimescale();
  const plant = (name: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int, host text, value float8)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
    `CREATE INDEX ON ${name} (host)`,
    `INSERT INTO ${name} SELECT '2026-01-01Z'::timestamptz + i * interval '1 minute', i % 2, 'host ' || i % 50, i FROM generate_series(0, 4 * 1440 - 1) i`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = 'time DESC')`,
  ];
  const compress = (name: string) => `SELECT compress_chunk(c) FROM show_chunks('${name}') c`;
  await run(engine.url, [
    ...plant('"f ""iltered"'),
    compress('"f ""iltered"'),
    ...plant('plain'),
    `SET timescaledb.enable_sparse_index_bloom = off`,
    compress('plain'),
    `RESET timescaledb.enable_sparse_index_bloom`,
  ]);
});
afterAll(() => engine?.stop());

const AS_LATER_VERSIONS_NAME_THEM = [
  'SET allow_system_table_mods = on',
  `UPDATE pg_attribute SET attname = replace(attname, 'bloom1', 'bloomh')::name WHERE attname LIKE '%bloom1%'`,
  'RESET allow_system_table_mods',
];

/**
 * The engine is of 2.23, which writes the very filters that 2.24 passes over, and has the catalog of 2.24: it is read
 * as that. What it rewrites has such filters again; then their columns are named as 2.24 names them.
 */
describe('columnstore/bloom-filters-unread on a real engine', () => {
  async function one() {
    const database = openDatabase({ url: engine.url });
    try {
      const server = { ...(await probeServer(database)), timescale: timescale('2.24.0') };
      const read = async <Row>(collector: Parameters<typeof collect<Row>>[2]) => {
        const artifact = await collect(database, server, collector);
        if (artifact.status !== 'ok') throw new Error(artifact.reason);
        return artifact.rows;
      };
      const answer = rule.check(
        {
          hypertables: await read(collectors.hypertables),
          chunks: await read(collectors.chunks),
          legacyBloomIndexes: await read(collectors.legacyBloomIndexes),
          settings: null,
        },
        context({ server }),
      );
      if (!('length' in answer)) throw new Error(JSON.stringify(answer));
      return answer;
    } finally {
      await database.close();
    }
  }

  it('finds the chunks that have such filters, and rewrites them', async () => {
    const [finding, ...others] = await one();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: ['public', 'f "iltered'], facts: { legacyChunks: 4 } });
    const advice = finding?.advice;
    if (!advice) throw new Error('expected advice');
    const left = async () => (await run(engine.url, [advice.verify.sql]))?.rows[0]?.count;
    expect(await left()).toBe('4');
    await run(
      engine.url,
      advice.steps.map(({ sql }) => sql),
    );
    await run(engine.url, AS_LATER_VERSIONS_NAME_THEM);
    expect(await left()).toBe('0');
    expect(await one()).toEqual([]);
  });

  it('does not apply to the engine as it is', async () => {
    expect(await findings(engine.url, rule)).toEqual([]);
  });
});
