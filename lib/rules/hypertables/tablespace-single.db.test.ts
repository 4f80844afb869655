import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './tablespace-single';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const profile = { byteThresholdRatio: 0.000_001 };
const hostile = '"odd ""disk\'s"".x"';
const other = '"odd tablespace"';

/** The engine has no folder outside of itself, but PostgreSQL's tablespaces in place, made for tests, work. */
beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string) =>
    `CREATE TABLE ${name} (time timestamptz NOT NULL, value int)
       WITH (tsdb.hypertable, tsdb.partition_column = 'time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`;
  await run(engine.url, [
    'CREATE ROLE app',
    'GRANT CREATE ON SCHEMA public TO app',
    table(hostile),
    `INSERT INTO ${hostile} SELECT date_trunc('day', now(), 'UTC') - i * interval '1 hour', i FROM generate_series(0, 96) i`,
    `ALTER TABLE ${hostile} OWNER TO app`,
    table('small'),
    `INSERT INTO small VALUES (now(), 1)`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/tablespace-single on a real engine', () => {
  it('is quiet while the server has its default alone', async () => {
    expect(await findings(engine.url, rule, profile)).toEqual([]);
  });

  it('plants, finds, applies, verifies and undoes, without moving a chunk', async () => {
    await run(engine.url, [
      'SET allow_in_place_tablespaces = on',
      `CREATE TABLESPACE ${other} LOCATION ''`,
      `GRANT CREATE ON TABLESPACE ${other} TO app`,
      'RESET allow_in_place_tablespaces',
    ]);
    const subject = ['public', 'odd "disk\'s".x'];
    expect((await findings(engine.url, rule, profile)).map((finding) => finding.subject)).toEqual([subject]);
    await tellAdviceStory({ url: engine.url, rule, subject, profile });
  });

  it('spreads new chunks over both once attached', async () => {
    const [finding] = await findings(engine.url, rule, profile);
    await run(engine.url, [
      'SET ROLE app',
      ...(finding?.advice?.steps ?? []).map(({ sql }) => sql),
      `INSERT INTO ${hostile} SELECT now() + i * interval '1 day', i FROM generate_series(1, 6) i`,
      'RESET ROLE',
    ]);
    const used = await run(engine.url, [
      `SELECT coalesce(t.spcname, 'pg_default') AS name, count(*)::int FROM show_chunks('${hostile.replace("'", "''")}') c
         JOIN pg_class r ON r.oid = c LEFT JOIN pg_tablespace t ON t.oid = r.reltablespace GROUP BY 1 ORDER BY 1`,
    ]);
    expect(used?.rows).toEqual([
      { name: 'odd tablespace', count: 3 },
      { name: 'pg_default', count: expect.any(Number) },
    ]);
  });
});
