import { Client } from 'pg';
import { expect, it } from 'vitest';
import { seedShop } from '@/lib/embedded/demo/postgres/seed';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { judge } from './judge';
import { PLANTED_IN_SHOP } from './testing/demo-planted';
import { takeSnapshot } from './testing/take-snapshot';

/** Areas of which every finding is planted; the others judge the server, which is that of the tests. */
const AREAS = ['indexes/'];

it('finds what is planted in the shop, and nothing else', async () => {
  const engine = await freshDatabase(18);
  const client = new Client({ connectionString: engine.url });
  await client.connect();
  await seedShop(client, () => undefined).finally(() => client.end());
  const snapshot = await takeSnapshot(engine.url, ['live', 'standard', 'catalog', 'exact']);
  const { findings, outcomes } = judge(snapshot, {
    nowMs: Date.now(),
    profile: { byteThresholdRatio: 0.001 },
  });
  const ofAreas = (id: string) => AREAS.some((area) => id.startsWith(area));
  expect(findings.flatMap(({ key }) => (ofAreas(key) ? [key] : [])).sort()).toEqual(PLANTED_IN_SHOP);
  const blind = outcomes.filter(({ rule, status }) => ofAreas(rule) && status === 'not-run');
  expect(blind).toMatchObject([
    { rule: 'indexes/unused', isWaiting: true },
    { rule: 'indexes/workload-candidate', isWaiting: true },
  ]);
  await engine.stop();
}, 120_000);
