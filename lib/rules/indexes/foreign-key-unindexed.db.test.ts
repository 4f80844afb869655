import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './foreign-key-unindexed';

const profile = { byteThresholdRatio: 0.000_1 };

describe.each([13, 18])('indexes/foreign-key-unindexed on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, [
      'CREATE TABLE people (id int, shop int, PRIMARY KEY (id, shop))',
      'INSERT INTO people SELECT i, i % 3 FROM generate_series(1, 500) i',
      'CREATE TABLE orders (id int PRIMARY KEY, "the person" int, shop int, FOREIGN KEY ("the person", shop) REFERENCES people)',
      'INSERT INTO orders SELECT i, i, i % 3 FROM generate_series(1, 500) i',
      'CREATE TABLE indexed (LIKE orders, FOREIGN KEY ("the person", shop) REFERENCES people)',
      'CREATE INDEX any_order ON indexed (shop, "the person", id)',
      'INSERT INTO indexed SELECT * FROM orders',
      'CREATE TABLE parted (id int, "the person" int, shop int, FOREIGN KEY ("the person", shop) REFERENCES people) PARTITION BY RANGE (id)',
      'CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (300)',
      'CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (300) TO (600)',
      'INSERT INTO parted SELECT * FROM orders',
      'INSERT INTO people VALUES (1000, 1)',
      'DELETE FROM people WHERE id = 1000',
      'VACUUM ANALYZE people, orders, indexed, parted',
      // Until 14 the statistics of a session arrive a moment later.
      'SELECT pg_sleep(1.2)',
    ]);
  });
  afterAll(() => engine?.stop());

  it('finds those that no index serves, in whatever order', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(
      found.map(({ subject, severity, facts }) => [subject[1], severity, facts.referencedDeletes]),
    ).toEqual([
      ['orders', 'warning', 1],
      ['parted', 'warning', 1],
    ]);
  });

  it.each(['orders', 'parted'])('builds the index of %s, and takes it away', async (table) => {
    const found = await findings(engine.url, rule, profile);
    const subject = found.find((one) => one.subject[1] === table)?.subject ?? [];
    await tellAdviceStory({ url: engine.url, rule, subject, profile });
  });
});

/** It breaks at a transaction per chunk (XX000), so that what it runs is the form that locks the hypertable as a whole. */
describe('indexes/foreign-key-unindexed on TimescaleDB', () => {
  let engine: Awaited<ReturnType<typeof startTimescale>>;
  beforeAll(async () => {
    engine = await startTimescale();
    const hypertable = (name: string) =>
      `CREATE TABLE ${name} (time timestamptz NOT NULL, "the device" int REFERENCES devices, value float8)
         WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
    const rows = `SELECT timestamptz '2026-01-01' + i * interval '1 hour', 1 + i % 9, i FROM generate_series(0, 40) i`;
    await run(engine.url, [
      'CREATE TABLE devices (id int PRIMARY KEY)',
      'INSERT INTO devices SELECT generate_series(1, 10)',
      hypertable('metrics'),
      `INSERT INTO metrics ${rows}`,
      hypertable('indexed'),
      'CREATE INDEX ON indexed ("the device", time DESC)',
      `INSERT INTO indexed ${rows}`,
      'CREATE UNIQUE INDEX at ON indexed (time, "the device")',
      'CREATE TABLE notes (time timestamptz, device int, FOREIGN KEY (time, device) REFERENCES indexed (time, "the device"))',
      `INSERT INTO notes SELECT time, "the device" FROM indexed`,
      'ANALYZE',
    ]);
  });
  afterAll(() => engine?.stop());

  it('finds a hypertable whose chunks a delete reads from end to end, not its chunks, and takes its index away again', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject, facts }) => [subject.at(-1), facts.tableBytes])).toEqual([
      ['metrics_the device_fkey', 2 * 8_192],
      ['notes_time_device_fkey', 8_192],
    ]);
    expect(found.map(({ facts }) => facts.referencedRows)).toEqual([10, 41]);
    const subject = ['public', 'metrics', 'metrics_the device_fkey'];
    await tellAdviceStory({ url: engine.url, rule, subject, profile });
  });
});
