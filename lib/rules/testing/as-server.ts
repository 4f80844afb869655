import { expect } from 'vitest';
import { type Artifacts, collectTiers, type Row } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { runRule } from '../judge';
import type { AnyRule } from '../registry';
import type { Finding } from '../rule';

/**
 * The rule's findings on the embedded engine as if it had background workers. Its catalogs of jobs are those of a
 * server; only the workers, which a rule about them needs, are not there, and come in as rows.
 */
export async function findingsAsServer(
  url: string,
  rule: AnyRule,
  rows: {
    readonly backgroundWorkers?: readonly Row<'backgroundWorkers'>[];
    readonly settings?: readonly Row<'settings'>[];
  } = {},
): Promise<readonly Finding[]> {
  const database = openDatabase({ url });
  try {
    const server = { ...(await probeServer(database)), engine: 'server' as const };
    const collected = await collectTiers(database, await probeServer(database), ['standard', 'catalog']);
    const takenAt = new Date().toISOString();
    const planted = Object.entries(rows).map(([name, list]) => [
      name,
      { status: 'ok', rows: list, collectedAt: takenAt, tookMs: 1 },
    ]);
    const artifacts = { ...collected, ...Object.fromEntries(planted) } as Artifacts;
    const verdict = runRule(rule, { databaseId: 'test', takenAt, server, artifacts }, Date.now(), {});
    expect(['passed', 'found'], verdict.outcome.reason).toContain(verdict.outcome.status);
    return verdict.findings;
  } finally {
    await database.close();
  }
}
