import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './chunks-in-future';

let engine: Awaited<ReturnType<typeof startTimescale>>;
const names = ['odd "name', 'dated', 'zoneless'];

beforeAll(async () => {
  engine = await startTimescale();
  const table = (name: string, type: string) => {
    const quoted = `"${name.replaceAll('"', '""')}"`;
    return [
      `CREATE TABLE ${quoted} ("the time" ${type} NOT NULL, value int)
         WITH (tsdb.hypertable, tsdb.partition_column = 'the time', tsdb.chunk_interval = '1 day', tsdb.columnstore = false)`,
      `INSERT INTO ${quoted} SELECT now() - i * interval '1 day', i FROM generate_series(0, 3) i`,
      `INSERT INTO ${quoted} SELECT now() + i * interval '56000 years', i FROM generate_series(1, 2) i`,
    ];
  };
  await run(engine.url, [
    ...table(names[0] ?? '', 'timestamptz'),
    ...table('dated', 'date'),
    ...table('zoneless', 'timestamp'),
    ...table('forecast', 'timestamptz'),
    `SELECT drop_chunks('forecast', newer_than => now() + interval '1 year')`,
    `INSERT INTO forecast SELECT now() + i * interval '1 day', i FROM generate_series(1, 5) i`,
  ]);
});
afterAll(() => engine?.stop());

describe('hypertables/chunks-in-future on a real engine', () => {
  it('tells wrong clocks from a forecast', async () => {
    const found = await findings(engine.url, rule);
    expect(found.map(({ subject, severity }) => [subject.at(-1), severity])).toEqual([
      ['dated', 'warning'],
      ['forecast', 'notice'],
      ['odd "name', 'warning'],
      ['zoneless', 'warning'],
    ]);
  });

  it('deletes the rows of the future and no others', async () => {
    const [first = '', ...others] = names;
    const { facts } = await tellAdviceStory({ url: engine.url, rule, subject: ['public', first] });
    expect(facts.futureChunks).toBe(2);
    for (const { subject, advice } of await findings(engine.url, rule)) {
      if (!others.includes(subject[1] ?? '')) continue;
      await run(engine.url, advice?.steps.map(({ sql }) => sql) ?? []);
      expect((await run(engine.url, [advice?.verify.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    }
    for (const name of names) {
      const rows = await run(engine.url, [`SELECT count(*)::int AS n FROM "${name.replaceAll('"', '""')}"`]);
      expect(rows?.rows).toEqual([{ n: 4 }]);
    }
  });
});
