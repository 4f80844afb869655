import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgres } from '@/lib/embedded/test-engines';
import { MonitoredDatabase } from '@/lib/monitor/monitored-database';
import { monitoringRole } from '@/lib/sql/monitoring-role';
import { type Judgement, judge } from './judge';
import { run } from './testing/advice-story';
import { busyFor, WELL_FORMED } from './testing/busy-shop';
import { later } from './testing/later';
import type { Defect, HeldSession } from './testing/postgres-defects/defect';
import { indexDefects } from './testing/postgres-defects/indexes';
import { queriesDefects } from './testing/postgres-defects/queries';
import { replicationDefects } from './testing/postgres-defects/replication';
import { securityDefects } from './testing/postgres-defects/security';
import { serverDefects } from './testing/postgres-defects/server';
import { sessionsDefects } from './testing/postgres-defects/sessions';
import { settingsDefects } from './testing/postgres-defects/settings';
import { tablesDefects } from './testing/postgres-defects/tables';
import { vacuumDefects } from './testing/postgres-defects/vacuum';
import { walDefects } from './testing/postgres-defects/wal';
import { SampledRounds } from './testing/sampled-rounds';
import { takeSnapshot } from './testing/take-snapshot';
import { watched } from './testing/watched';

/** Every area's defects, by hand, in the order in which they are planted: what sessions hold keeps VACUUM from others. */
const DEFECTS: readonly Defect[] = [
  ...queriesDefects,
  ...replicationDefects,
  ...walDefects,
  ...indexDefects,
  ...securityDefects,
  ...tablesDefects,
  ...vacuumDefects,
  ...serverDefects,
  ...settingsDefects,
  ...sessionsDefects,
];

const MAJOR = 18;
/** What a production server has, on a database that a moment ago did not exist. */
const SOUND = { shared_preload_libraries: 'pg_stat_statements', fsync: 'on', max_wal_size: '4GB' };
/** All that was planted happened within a minute … */
const PLANTED_SECONDS = 60;
/** … and what lasts, lasts for two hours before the rules look: a transaction of two hours is as bad as they get. */
const LASTING_SECONDS = 7_200;
/** The server stands for one a hundred times as large, and its disk is hardly larger than an empty cluster. */
const PROFILE = { byteThresholdRatio: 0.01, diskBytes: 32_000_000 };

const BUSY_MS = 60_000;
/** A hundred a second. A machine that does other things as well makes fewer. */
const MOST_TRANSACTIONS = 6_000;
/** The minute stands for the hour that rules look back. */
const AN_HOUR_SECONDS = 3_600;
/** Which look at what was sampled meanwhile. */
const OF_TRENDS = [
  'server/backend-syncs',
  'server/backend-writes',
  'server/cache-hit-low',
  'server/deadlocks',
  'server/rollbacks-high',
  'server/temporary-files',
  'vacuum/autovacuum-saturated',
  'wal/rate-unusual',
];

describe.concurrent('PostgreSQL with every known defect', () => {
  it('has each found, as severe as it is, and nothing else above a notice', {
    timeout: 180_000,
  }, async () => {
    const rules = new Set(DEFECTS.map(({ rule }) => rule));
    expect(rules.size).toBeGreaterThanOrEqual(50);
    const planted = DEFECTS.map(({ settings }) => settings ?? {});
    const engine = await startPostgres(MAJOR, { settings: Object.assign({}, SOUND, ...planted) });
    try {
      await run(engine.url, ['CREATE EXTENSION pg_stat_statements']);
      const counted = ['databaseCounters', 'statementTracking'] as const;
      const trends = await watched(engine.url, counted, PLANTED_SECONDS, () => plantAll(engine.url));
      await holdAll(engine.url);
      const judgedAs = async (role: string) => {
        const url = engine.url.replace('postgres://postgres@', `postgres://${role}@`);
        const snapshot = later(await readAll(url), LASTING_SECONDS);
        const nowMs = Date.now() + LASTING_SECONDS * 1_000;
        return judge(snapshot, { nowMs, profile: PROFILE, trends });
      };
      const found = await judgedAs('postgres');
      expect(findingsOf(found, (rule, severity) => rules.has(rule) || severity !== 'notice')).toEqual(
        DEFECTS.flatMap(({ rule, finds }) =>
          finds.map(({ subject, severity }) => `${severity} ${rule}: ${subject.join('.')}`),
        ).sort(),
      );
      await run(engine.url, [...monitoringRole('chunkwise', PLAIN).create, 'CREATE ROLE nobody LOGIN']);
      const printed = await judgedAs('chunkwise');
      expect(passedOver(found, printed)).toEqual([]);
      expect([...rules].filter((rule) => statusOf(printed, rule) !== 'found').sort()).toEqual(
        NOT_OF_THE_ROLE,
      );
      expect(passedOver(found, await judgedAs('nobody'))).toEqual([]);
    } finally {
      await engine.stop();
    }
  });
});

describe.concurrent('a healthy, busy PostgreSQL that is watched for a minute', () => {
  it('has nothing found above a notice, and no rule that failed', { timeout: 180_000 }, async () => {
    const engine = await startPostgres(MAJOR, { settings: { ...SOUND, autovacuum_naptime: '15s' } });
    const sampled = new SampledRounds();
    const database = new MonitoredDatabase(
      { id: 'shop', name: 'Shop', url: engine.url, tags: [], profile: {}, demo: null },
      (round) => sampled.take(round),
      () => sampled.trends(AN_HOUR_SECONDS),
      () => [],
    );
    try {
      await run(engine.url, [...WELL_FORMED, 'CREATE EXTENSION pg_stat_statements']);
      database.start();
      expect(await busyFor(engine.url, BUSY_MS)).toBeGreaterThan(MOST_TRANSACTIONS / 2);
      await database.collectNow();
      const { judgement } = database;
      if (!judgement) throw new Error('expected a judgement');
      expect(findingsOf(judgement, (_, severity) => severity !== 'notice')).toEqual([]);
      expect(judgement.outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
      expect(OF_TRENDS.map((rule) => statusOf(judgement, rule))).toEqual(OF_TRENDS.map(() => 'passed'));
    } finally {
      await database.stop();
      await engine.stop();
    }
  });
});

const PLAIN = { timescale: false, readsTables: false };
/** What the role that `npm run role` prints may not look at: rows of tables, and lines of configuration files. */
const NOT_OF_THE_ROLE = [
  'indexes/bloated',
  'security/host-rules-weak',
  'settings/file-error',
  'vacuum/table-bloat',
];

/** What somebody who sees more finds, and a rule passes for who sees less instead of saying that it cannot look. */
function passedOver(all: Judgement, some: Judgement): readonly string[] {
  const keys = new Set(some.findings.map(({ key }) => key));
  return all.findings
    .filter(({ key, rule }) => !keys.has(key) && statusOf(some, rule) !== 'not-run')
    .filter(({ rule }) => !OF_THE_RIG.includes(rule))
    .map(({ key }) => key);
}

const statusOf = ({ outcomes }: Judgement, rule: string) =>
  outcomes.find((outcome) => outcome.rule === rule)?.status;

/** True of the server's package and of how these tests sign in, whatever is planted on it. */
const OF_THE_RIG = ['versions/postgres-minor-unsafe', 'security/own-role-powerful'];

const readAll = (url: string) => takeSnapshot(url, ['live', 'standard', 'catalog', 'exact']);

async function plantAll(url: string): Promise<void> {
  for (const { plant, act } of DEFECTS) {
    await run(url, plant);
    await act?.(url);
  }
}

/** Returns when all that wait do. The sessions end with the server. */
async function holdAll(url: string): Promise<void> {
  const held = DEFECTS.flatMap(({ hold = [] }) => hold);
  for (const session of held) await open(url, session);
  const waiting = `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'held' AND state = 'active'`;
  const expected = held.filter(({ waits }) => waits !== undefined).length;
  await expect.poll(async () => (await run(url, [waiting]))?.rows[0].count).toBe(expected);
}

async function open(url: string, { statements, waits }: HeldSession): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'held' });
  client.on('error', () => undefined);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  if (waits !== undefined) client.query(waits).catch(() => undefined);
}

function findingsOf(
  { findings }: Judgement,
  wanted: (rule: string, severity: string) => boolean,
): readonly string[] {
  return findings
    .filter(({ rule, severity }) => !OF_THE_RIG.includes(rule) && wanted(rule, severity))
    .map(({ rule, severity, subject }) => `${severity} ${rule}: ${subject.map(named).join('.')}`)
    .sort();
}

/** The server makes up the ids of statements. */
const named = (part: string) => (/^-?\d{10,}$/.test(part) ? 'a statement' : part);
