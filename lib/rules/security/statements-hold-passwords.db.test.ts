import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import { takeArtifacts } from '../testing/take-snapshot';
import rule from './statements-hold-passwords';

let database: Awaited<ReturnType<typeof freshDatabase>>;
const role = `typed_${Date.now()}`;
beforeAll(async () => {
  database = await freshDatabase(18);
});
afterAll(async () => {
  await run(database.url, ['DROP SERVER away CASCADE', `DROP ROLE ${role}`]);
  await database.stop();
});

it('counts what was typed in the clear, never what is a hash, and forgets just that', async () => {
  await run(database.url, [
    'CREATE SCHEMA "sta""ts"',
    'CREATE EXTENSION pg_stat_statements SCHEMA "sta""ts"',
    'CREATE EXTENSION postgres_fdw',
    'CREATE SERVER away FOREIGN DATA WRAPPER postgres_fdw',
    `CREATE ROLE ${role}`,
    `ALTER ROLE ${role} PASSWORD NULL`,
    `ALTER ROLE ${role} SET search_path = 'password ''x'''`,
    `ALTER USER ${role} PASSWORD 'SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$OtKaNR4xlrGmXJ1cW3X6FwjVT8mbKbSGUtgmGFnUa1Q=:ANNK0TJgTNxTzMlMjCWqfjnbZFZ8K3zC0Uuw5eHDAUA='`,
    `ALTER ROLE ${role} PASSWORD 'md5d41d8cd98f00b204e9800998ecf8427e'`,
    `SELECT 'CREATE ROLE x PASSWORD ''literals are parameters'''`,
  ]);
  expect(await findings(database.url, rule)).toEqual([]);
  await run(database.url, [
    `/* a job */ alter role ${role}\n with  encrypted Password  'hunter2 typed'`,
    `CREATE USER MAPPING FOR ${role} SERVER away OPTIONS (user 'a', password 'hunter2 mapped')`,
    `CREATE SUBSCRIPTION sub CONNECTION 'host=/nowhere password=hunter2' PUBLICATION p WITH (connect = false, slot_name = NONE)`,
    'DROP SUBSCRIPTION sub',
    `-- at night\nDO $do$ BEGIN ALTER ROLE ${role} PASSWORD 'hunter2 in a block'; END $do$`,
  ]);
  const [found] = await findings(database.url, rule);
  expect(found?.facts.entries).toBe(4);
  expect(
    JSON.stringify(await takeArtifacts(database.url, ['statementPasswords', 'statements'])),
  ).not.toContain('hunter2');
  await tellAdviceStory({ url: database.url, rule, subject: ['pg_stat_statements'] });
  const kept = await run(database.url, [
    `SELECT count(*)::int AS n FROM "sta""ts".pg_stat_statements WHERE query LIKE 'ALTER ROLE ${role} PASSWORD NULL%'`,
  ]);
  expect(kept?.rows).toEqual([{ n: 1 }]);
});
