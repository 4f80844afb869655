import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { tellAdviceStory } from '../testing/advice-story';
import rule from './horizon-held';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let holder: pg.Client;
beforeAll(async () => {
  database = await freshDatabase(17);
  holder = new pg.Client({ connectionString: database.url, application_name: 'forgotten' });
  // The advice ends it.
  holder.on('error', () => undefined);
  await holder.connect();
  await holder.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await holder.query('SELECT 1');
});
afterAll(async () => {
  await holder?.end();
  await database?.stop();
});

/** No test can use fifty million transaction ids: the session is real, its age is written beside it. */
function aged({ artifacts, ...snapshot }: Snapshot): Snapshot {
  const { horizonHolders } = artifacts;
  if (horizonHolders?.status !== 'ok') throw new Error('not read');
  const rows = horizonHolders.rows.map((row) => ({ ...row, xidAge: 60_000_000 }));
  return { ...snapshot, artifacts: { ...artifacts, horizonHolders: { ...horizonHolders, rows } } };
}

describe('vacuum/horizon-held on a real engine', () => {
  it('finds the session, shows it, ends it, and it is gone', async () => {
    const finding = await tellAdviceStory({ url: database.url, rule, subject: ['horizon'], beside: aged });
    expect(finding.detail).toContain('(forgotten), idle in transaction');
  });
});
