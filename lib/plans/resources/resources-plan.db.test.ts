import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Artifact } from '@/lib/collect/collector';
import { startPostgres } from '@/lib/embedded/test-engines';
import { run } from '@/lib/rules/testing/advice-story';
import { takeArtifacts } from '@/lib/rules/testing/take-snapshot';
import { resourcesPlan } from './resources-plan';
import { resourcesScript } from './resources-script';

/** An engine of its own each: the plan changes the whole server. */
describe.each([13, 14, 15, 16, 17, 18])('the plan of resources on PostgreSQL %i', (major) => {
  let engine: Awaited<ReturnType<typeof startPostgres>>;
  beforeAll(async () => {
    engine = await startPostgres(major);
  });
  afterAll(() => engine?.stop());

  it('is taken by the server word for word, leaves nothing to change, and goes back', async () => {
    await run(engine.url, [`ALTER SYSTEM SET work_mem = '3MB'`, 'SELECT pg_reload_conf()']);
    const before = await written(engine.url);
    const plan = await planFor(engine.url);
    const script = resourcesScript(plan.settings);
    if (!script) throw new Error('expected a script');
    await run(engine.url, script.apply.split('\n'));
    const changed = plan.settings.filter(({ sql }) => sql !== null);
    expect(changed.length).toBeGreaterThan(8);
    expect((await written(engine.url)).map(({ name }) => name).sort()).toEqual(
      changed.map(({ name }) => name).sort(),
    );
    await expect
      .poll(async () => {
        const again = await planFor(engine.url);
        return again.settings.filter(({ verdict, applies }) => verdict === 'change' && applies !== 'restart');
      })
      .toEqual([]);
    for (const { verify, applies, name } of changed)
      if (applies !== 'restart' && verify) {
        const answer = await run(engine.url, [verify.sql]);
        expect(String(Object.values(answer?.rows[0] ?? {})[0]), name).toBe(verify.expect.split(' — ')[0]);
      }
    await run(engine.url, script.undo.split('\n'));
    // Our guards hide where jit came from, so its way back writes the default.
    expect((await written(engine.url)).filter(({ name }) => name !== 'jit')).toEqual(before);
  });
});

async function planFor(url: string) {
  const snapshot = await takeArtifacts(url, new Set(['settings', 'settingOverrides', 'databases', 'wal']));
  const { settings, settingOverrides, databases, wal } = snapshot.artifacts;
  return resourcesPlan(
    {
      settings: rowsOf(settings),
      settingOverrides: rowsOf(settingOverrides),
      databases: rowsOf(databases),
      wal: rowsOf(wal)[0] ?? null,
      server: snapshot.server,
      nowMs: Date.now(),
    },
    {
      memoryBytes: 32 * 1_024 ** 3,
      cores: 8,
      diskKind: 'nvme',
      workload: 'oltp',
      diskBytes: 16 * 1_024 ** 3,
    },
  );
}

function rowsOf<R>(artifact: Artifact<R> | undefined): readonly R[] {
  if (artifact?.status !== 'ok') throw new Error('an artifact was not read');
  return artifact.rows;
}

/** What postgresql.auto.conf says, in bytes or plain, so that `3MB` and `3072` are the same. */
async function written(url: string): Promise<readonly { readonly name: string; readonly bytes: string }[]> {
  const result = await run(url, [
    `SELECT f.name, CASE WHEN f.setting ~ '^[0-9]+(kB|MB|GB)$' THEN pg_size_bytes(f.setting)::text
              WHEN f.name LIKE '%mem' THEN (f.setting::bigint * 1024)::text ELSE f.setting END AS bytes
       FROM pg_file_settings f WHERE f.sourcefile LIKE '%postgresql.auto.conf' ORDER BY f.name`,
  ]);
  return result?.rows ?? [];
}
