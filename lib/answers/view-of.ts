import { AppError } from '@/lib/errors';
import type { FindingRecord } from '@/lib/history/finding-life';
import type { MonitoredDatabase } from '@/lib/monitor/monitored-database';
import type { Product } from '@/lib/monitor/product';
import type { DatabaseView, FindingLife } from './database-view';

const FIXED_SHOWN_MS = 90 * 86_400_000;

/** Throws `not-found` for one that is not monitored. */
export function monitoredDatabase(running: Product, databaseId: string): MonitoredDatabase {
  const database = running.monitor.databases.find(({ target }) => target.id === databaseId);
  if (!database)
    throw new AppError(
      'not-found',
      `There is no database ${databaseId}`,
      'GET /api/databases lists those that are monitored.',
    );
  return database;
}

/** All that is known about one database now. Throws `not-found` for one that is not monitored. */
export function databaseView(running: Product, databaseId: string): DatabaseView {
  return viewOf(monitoredDatabase(running, databaseId), running);
}

export function viewOf(
  database: MonitoredDatabase,
  { history, rehearsals }: Pick<Product, 'history' | 'rehearsals'>,
): DatabaseView {
  const { id } = database.target;
  const present = new Set(database.judgement?.findings.map(({ key }) => key));
  return {
    target: database.target,
    status: database.status,
    problem: database.problem,
    snapshot: database.snapshot,
    judgement: database.judgement,
    costs: database.costs,
    lifeOf(key) {
      const record = history.finding(id, key);
      return record && lifeOf(record);
    },
    absent: (history.findings(id) ?? [])
      .filter((record) => !present.has(record.key) && isShown(record))
      .map((record) => ({ finding: record.finding, life: lifeOf(record) })),
    rehearsalOf: (finding) => rehearsals.of(id, finding),
    latest: (metric, subject) => history.latest(id, metric, subject),
    growthPerDay: (metric, subject) => history.growthPerDay(id, metric, subject),
    historyUnavailable: history.status.problem,
  };
}

const isShown = ({ state, fixedAt, absentInARow }: FindingRecord) =>
  state === 'could-not-check' ||
  (state !== 'fixed' && absentInARow > 0) ||
  (state === 'fixed' && fixedAt !== null && Date.parse(fixedAt) > Date.now() - FIXED_SHOWN_MS);

function lifeOf(record: FindingRecord): FindingLife {
  const { number, state, firstSeenAt, lastSeenAt, seenSnapshots, totalSnapshots } = record;
  const { until, reason, comment, fixedAt, transitions } = record;
  return {
    number,
    state,
    firstSeenAt,
    lastSeenAt,
    seenSnapshots,
    totalSnapshots,
    until,
    reason,
    comment,
    fixedAt,
    transitions,
  };
}
