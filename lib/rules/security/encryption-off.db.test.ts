import { expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { findings } from '../testing/advice-story';
import rule from './encryption-off';

/** The same server as if it listened to other machines, which no test does; it has no certificate. */
function listening(real: Snapshot): Snapshot {
  const { settings, hostRules } = real.artifacts;
  if (settings?.status !== 'ok' || hostRules?.status !== 'ok') throw new Error('expected artifacts');
  const heard = settings.rows.map((row) =>
    row.name === 'listen_addresses' ? { ...row, setting: '*' } : row,
  );
  const rules = hostRules.rows.map((row) => ({ ...row, connection: 'host', address: '10.0.0.0' }));
  return {
    ...real,
    artifacts: {
      ...real.artifacts,
      settings: { ...settings, rows: heard },
      hostRules: { ...hostRules, rows: rules },
    },
  };
}

it('finds a server that other machines reach and that has no certificate', async () => {
  const database = await freshDatabase(18);
  try {
    expect(await findings(database.url, rule)).toEqual([]);
    expect((await findings(database.url, rule, {}, listening)).map(({ subject }) => subject)).toEqual([
      ['ssl'],
    ]);
  } finally {
    await database.stop();
  }
});
