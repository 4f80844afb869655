import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run } from '../testing/advice-story';
import rule from './multixact-age';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase(18);
  await run(database.url, ['CREATE TABLE "odd ""name" (id int PRIMARY KEY)', 'CREATE TABLE other (id int)']);
});
afterAll(() => database?.stop());

/** No test can use half a billion ids: the tables are real, and so is the database; their age is written beside them. */
function aged({ artifacts, ...snapshot }: Snapshot): Snapshot {
  const { databases, tables } = artifacts;
  if (databases?.status !== 'ok' || tables?.status !== 'ok') throw new Error('not read');
  return {
    ...snapshot,
    artifacts: {
      ...artifacts,
      databases: {
        ...databases,
        rows: databases.rows.map((row) =>
          row.isCurrent || row.name === 'template0' ? { ...row, multixactAge: 600_000_000 } : row,
        ),
      },
      tables: { ...tables, rows: tables.rows.map((row) => ({ ...row, multixactAge: 600_000_000 })) },
    },
  };
}

describe('vacuum/multixact-age on a real engine', () => {
  it('finds the database and template0, and freezes the tables that it names', async () => {
    expect(await findings(database.url, rule)).toEqual([]);
    const found = await findings(database.url, rule, {}, aged);
    expect(found.map(({ subject }) => subject[0]).sort()).toEqual([
      'template0',
      expect.stringMatching(/^test_/),
    ]);
    const advice = found.find(({ subject }) => subject[0] !== 'template0')?.advice;
    expect(advice?.steps.map(({ sql }) => sql)).toEqual([
      'VACUUM (FREEZE) "public"."odd ""name", "public"."other";',
    ]);
    await run(database.url, advice?.steps.map(({ sql }) => sql) ?? []);
    expect((await run(database.url, [advice?.verify.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
  });
});
