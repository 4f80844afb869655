import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { type Judgement, judge } from './judge';
import { run } from './testing/advice-story';
import { busyFor, WELL_FORMED } from './testing/busy-shop';
import type { Defect } from './testing/postgres-defects/defect';
import { indexDefects } from './testing/postgres-defects/indexes';
import { replicationDefects } from './testing/postgres-defects/replication';
import { securityDefects } from './testing/postgres-defects/security';
import { settingsDefects } from './testing/postgres-defects/settings';
import { tablesDefects } from './testing/postgres-defects/tables';
import { vacuumDefects } from './testing/postgres-defects/vacuum';
import { takeSnapshot } from './testing/take-snapshot';

/** Every area's defects, by hand. */
const DEFECTS: readonly Defect[] = [
  ...indexDefects,
  ...replicationDefects,
  ...securityDefects,
  ...settingsDefects,
  ...tablesDefects,
  ...vacuumDefects,
];

const MAJOR = 18;
/** What a production server has, on a database that a moment ago did not exist. */
const SOUND = { shared_preload_libraries: 'pg_stat_statements', fsync: 'on', max_wal_size: '4GB' };

describe('PostgreSQL with every known defect', () => {
  it('has each found, as severe as it is, and nothing else above a notice', async () => {
    const planted = DEFECTS.map(({ settings }) => settings ?? {});
    const engine = await startPostgres(MAJOR, { settings: Object.assign({}, SOUND, ...planted) });
    const held: pg.Client[] = [];
    try {
      for (const { plant } of DEFECTS) await run(engine.url, plant);
      for (const { hold } of DEFECTS) if (hold) held.push(await opened(engine.url, hold));
      const found = await judged(engine.url);
      const rules = new Set(DEFECTS.map(({ rule }) => rule));
      expect(findingsOf(found, (rule, severity) => rules.has(rule) || severity !== 'notice')).toEqual(
        DEFECTS.flatMap(({ rule, finds }) =>
          finds.map(({ subject, severity }) => `${severity} ${rule}: ${subject.join('.')}`),
        ).sort(),
      );
    } finally {
      for (const client of held) await client.end();
      await engine.stop();
    }
  });
});

describe('a healthy, busy PostgreSQL', () => {
  it('has nothing found above a notice, and no rule that failed', async () => {
    const engine = await startPostgres(MAJOR, { settings: SOUND });
    try {
      await run(engine.url, WELL_FORMED);
      expect(await busyFor(engine.url, 4_000)).toBeGreaterThan(100);
      const judgement = await judged(engine.url);
      expect(findingsOf(judgement, (_, severity) => severity !== 'notice')).toEqual([]);
      expect(judgement.outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    } finally {
      await engine.stop();
    }
  });
});

/** True of the server's package and of how these tests sign in, whatever is planted on it. */
const OF_THE_RIG = ['versions/postgres-minor-unsafe', 'security/own-role-powerful'];

async function judged(url: string): Promise<Judgement> {
  const snapshot = await takeSnapshot(url, ['live', 'standard', 'catalog', 'exact']);
  return judge(snapshot, { nowMs: Date.now(), profile: {} });
}

async function opened(url: string, statements: readonly string[]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // It is ended with the server at the latest.
  client.on('error', () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  return client;
}

function findingsOf(
  { findings }: Judgement,
  wanted: (rule: string, severity: string) => boolean,
): readonly string[] {
  return findings
    .filter(({ rule, severity }) => !OF_THE_RIG.includes(rule) && wanted(rule, severity))
    .map(({ rule, severity, subject }) => `${severity} ${rule}: ${subject.join('.')}`)
    .sort();
}
