import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { startPostgres } from '@/lib/embedded/test-engines';
import { RELOAD } from '@/lib/sql/setting';
import { run, tellAdviceStory } from '../testing/advice-story';
import rule from './tls-old-allowed';

let engine: Awaited<ReturnType<typeof startPostgres>>;
beforeAll(async () => {
  engine = await startPostgres(13);
  await run(engine.url, [`ALTER SYSTEM SET ssl_min_protocol_version = 'TLSv1'`, RELOAD]);
});
afterAll(() => engine?.stop());

/** As with a certificate, which this server does not have. */
function encrypting(real: Snapshot): Snapshot {
  const { settings } = real.artifacts;
  if (settings?.status !== 'ok') throw new Error('expected settings');
  const rows = settings.rows.map((row) => (row.name === 'ssl' ? { ...row, setting: 'on' } : row));
  return { ...real, artifacts: { ...real.artifacts, settings: { ...settings, rows } } };
}

it('finds an old version that is still allowed, refuses it by a reload, and takes it back', async () => {
  const subject = ['ssl_min_protocol_version'];
  const { facts } = await tellAdviceStory({ url: engine.url, rule, subject, beside: encrypting });
  expect(facts.outdated).toBe(0);
});
