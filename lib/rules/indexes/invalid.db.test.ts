import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './invalid';

let engine: Awaited<ReturnType<typeof freshDatabase>>;

beforeAll(async () => {
  engine = await freshDatabase(16);
  await run(engine.url, [
    'CREATE TABLE orders (id int PRIMARY KEY, note text, code int)',
    `INSERT INTO orders SELECT i, 'note', least(i, 299) FROM generate_series(1, 300) i`,
    'CREATE TABLE parted (id int, at date) PARTITION BY RANGE (at)',
    `CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
    `CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`,
    `CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')`,
    'CREATE INDEX unfinished ON ONLY parted (id)',
    'CREATE INDEX attached ON parted_1 (id)',
    'ALTER INDEX unfinished ATTACH PARTITION attached',
    'CREATE INDEX "built by hand" ON parted_2 (id)',
  ]);
  // Two rows are equal, so that both builds fail.
  for (const build of [
    'CREATE UNIQUE INDEX CONCURRENTLY "odd ""code" ON orders (code)',
    `REINDEX INDEX CONCURRENTLY "odd ""code"`,
  ])
    await expect(run(engine.url, [build])).rejects.toThrow(/could not create unique index/);
  await run(engine.url, ['DELETE FROM orders WHERE id = 300']);
});
afterAll(() => engine?.stop());

describe('indexes/invalid on a real engine', () => {
  it('finds what failed builds left', async () => {
    const found = await findings(engine.url, rule);
    expect(
      found.map(({ subject, severity, advice }) => [subject.at(-1), severity, advice?.steps[0]?.sql]),
    ).toEqual([
      ['odd "code', 'critical', 'REINDEX INDEX CONCURRENTLY "public"."odd ""code";'],
      ['odd "code_ccnew', 'warning', 'DROP INDEX CONCURRENTLY "public"."odd ""code_ccnew";'],
      [
        'unfinished',
        'warning',
        'ALTER INDEX "public"."unfinished" ATTACH PARTITION "public"."built by hand";',
      ],
    ]);
  });

  it.each(['odd "code', 'odd "code_ccnew'])('repairs it: %s', async (name) => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'orders', name] });
  });

  it('finishes one of a partitioned table on the partitions that lack it', async () => {
    await tellAdviceStory({ url: engine.url, rule, subject: ['public', 'parted', 'unfinished'] });
  });

  it('keeps quiet while an index is built', async () => {
    const [writer, builder] = [new pg.Client(engine.url), new pg.Client(engine.url)];
    await Promise.all([writer.connect(), builder.connect()]);
    // The build waits for the transaction that writes.
    await writer.query(`BEGIN; INSERT INTO orders VALUES (301, 'note', 301)`);
    const building = builder.query('CREATE INDEX CONCURRENTLY slow ON orders (note)');
    const isInvalid = `SELECT count(*)::int AS n FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname = 'slow' AND NOT i.indisvalid`;
    await expect.poll(async () => (await run(engine.url, [isInvalid]))?.rows[0].n).toBe(1);
    const found = await findings(engine.url, rule);
    expect(found).toEqual([]);
    await writer.query('COMMIT');
    await building;
    await Promise.all([writer.end(), builder.end()]);
  });
});
