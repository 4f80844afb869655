import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { END_OF_IDS } from '@/lib/derive/id-days-left';
import { count } from '@/lib/format/count';
import { countTablesOlderThan, countTablesOlderThanMultixact, freezeTables } from '@/lib/sql/table-upkeep';
import type { Advice, Finding, NotApplicable, NotRun, RuleContext, Severity, Trends } from '../../rule';
import { numberOf } from '../settings/setting-advice';
import { type Pace, paceOf, perDay } from './pace';
import { maintainer, NOT_REBUILT, vacuumTableStep } from './table-steps';

/** Autovacuum should have begun at its own age; a quarter later it has not kept up (pgMonitor: 125 % of freeze_max). */
const LATE_RATIO = 1.25;
/** Amazon's first alarm for transaction ids; below it there is time, however small the setting. */
const WARNING_AGE = 500_000_000;
/** Amazon's second: act now. */
const CRITICAL_AGE = 1_000_000_000;
/** From here PostgreSQL 14 and later vacuum without regard for anything else (vacuum_failsafe_age). */
const FAILSAFE_AGE = 1_600_000_000;
/** 40 million before the end the server begins to warn (varsup.c); at three million (13: one million) it stops. */
const STOPPING_AGE = 2_107_000_000;
/** More than these nobody runs by hand. */
const MOST_TABLES = 20;

/** Of the two kinds of ids: where their age stands, what it is counted in, and when autovacuum sets out. */
const KINDS = {
  xid: {
    age: 'xidAge',
    metric: 'databaseXidAge',
    unit: 'transactions',
    setting: 'autovacuum_freeze_max_age',
    countOlder: countTablesOlderThan,
  },
  multixact: {
    age: 'multixactAge',
    metric: 'databaseMultixactAge',
    unit: 'multixacts',
    setting: 'autovacuum_multixact_freeze_max_age',
    countOlder: countTablesOlderThanMultixact,
  },
} as const;
type AgeKind = (typeof KINDS)[keyof typeof KINDS];

interface Facts {
  readonly databases: readonly Row<'databases'>[];
  readonly settings: readonly Row<'settings'>[];
  readonly tables: readonly Row<'tables'>[] | null;
}

/** One finding for each database of the server whose oldest ids are too old; templates count as well. */
export function freezeFindings(
  of: keyof typeof KINDS,
  { databases, settings, tables }: Facts,
  { server, trends }: RuleContext,
): readonly Finding[] | NotApplicable | NotRun {
  const kind = KINDS[of];
  // Its databases come in an image that was made with frozen ids only, which count as infinitely old.
  if (server.engine === 'embedded')
    return { notApplicable: 'This engine comes with Chunkwise, and lives in an image without ages' };
  const setting = settings.find(({ name }) => name === kind.setting);
  if (!setting) return { notRun: `${kind.setting}: not among the settings that were read` };
  const freezeMaxAge = numberOf(setting);
  const used = usedPerDay(kind, databases, trends);
  return databases.flatMap((database) => {
    const severity = severityOf(database[kind.age], freezeMaxAge);
    return severity ? [finding(kind, database, { severity, freezeMaxAge, used, tables, server })] : [];
  });
}

function severityOf(age: number, freezeMaxAge: number): Severity | null {
  if (age >= CRITICAL_AGE) return 'critical';
  return age > Math.max(WARNING_AGE, LATE_RATIO * freezeMaxAge) ? 'warning' : null;
}

interface Used {
  readonly perDay: number;
  readonly of: Pace['of'];
}

/**
 * Ids that the server uses up a day. All its databases take from the same ones, so the age that grew most tells it: the
 * others were frozen meanwhile. Null where it is not known or none was taken.
 */
function usedPerDay(kind: AgeKind, databases: Facts['databases'], trends: Trends): Used | null {
  const used = databases
    .flatMap(({ name }) => paceOf(kind.metric, [name], trends) ?? [])
    .map(({ trend, of }) => ({ perDay: perDay(trend), of }))
    .filter((pace) => pace.perDay > 0);
  return used.reduce<Used | null>((most, one) => (most && most.perDay >= one.perDay ? most : one), null);
}

interface Circumstances {
  readonly severity: Severity;
  readonly freezeMaxAge: number;
  readonly used: Used | null;
  readonly tables: readonly Row<'tables'>[] | null;
  readonly server: ServerFacts;
}

function finding(kind: AgeKind, database: Row<'databases'>, circumstances: Circumstances): Finding {
  const { severity, freezeMaxAge, used, tables, server } = circumstances;
  const { name, isCurrent, allowsConnections } = database;
  const age = database[kind.age];
  const daysLeft = used && (END_OF_IDS - age) / used.perDay;
  const old = oldTables(kind, isCurrent ? tables : [], freezeMaxAge);
  return {
    subject: [name],
    severity,
    confidence: 'high',
    title: `${age >= STOPPING_AGE ? 'Freeze at once' : 'Freeze'} the oldest tables of database ${name}`,
    detail: `Its oldest ids are ${count(age)} ${kind.unit} old, ${Math.round((100 * age) / END_OF_IDS)} % of the way to the end${
      used
        ? `, which is ${count(Math.floor(daysLeft ?? 0))} days away at the pace of the last ${used.of}`
        : ''
    }; autovacuum should have frozen them at ${count(freezeMaxAge)}. ${emergency(age, server)}${whereTo(database)} Look first at who holds them up: long transactions, prepared transactions, replication slots.${
      isCurrent && old.length === 0
        ? ' None of the ordinary tables is that old: chunks, system catalogs or temporary tables of a crashed session are.'
        : ''
    }${allowsConnections ? '' : ' Nobody can connect to it, so only autovacuum, or a superuser who allows connections for a while, can do it.'}`,
    facts: {
      [kind.age]: age,
      freezeMaxAge,
      endRatio: age / END_OF_IDS,
      daysLeft,
      oldTables: isCurrent && tables ? old.length : null,
    },
    impact: {
      prevents: 'a server that refuses writes',
      basis: `${count(END_OF_IDS - age)} ${kind.unit} are left.`,
    },
    ...(old.length > 0 && { advice: adviceOf(kind, old, freezeMaxAge, server) }),
  };
}

function emergency(age: number, { major }: ServerFacts): string {
  if (age >= STOPPING_AGE) return 'The server is about to refuse every statement that writes. ';
  if (age < FAILSAFE_AGE) return '';
  return major >= 14
    ? 'Autovacuum now works without pauses and leaves indexes aside to be done in time. '
    : 'Before PostgreSQL 14 autovacuum does not hurry by itself. ';
}

const whereTo = ({ isCurrent, allowsConnections, name }: Row<'databases'>) =>
  isCurrent || !allowsConnections
    ? ''
    : `Connect to ${name} for that: it is another database of this server.`;

const oldTables = (kind: AgeKind, tables: readonly Row<'tables'>[] | null, freezeMaxAge: number) =>
  (tables ?? [])
    .filter((table) => (table[kind.age] ?? 0) > freezeMaxAge)
    .sort((a, b) => (b[kind.age] ?? 0) - (a[kind.age] ?? 0))
    .slice(0, MOST_TABLES);

function adviceOf(
  kind: AgeKind,
  old: readonly Row<'tables'>[],
  freezeMaxAge: number,
  server: ServerFacts,
): Advice {
  const bytes = old.reduce((sum, table) => sum + table.tableBytes + table.indexBytes + table.toastBytes, 0);
  return {
    steps: [vacuumTableStep(freezeTables(old), bytes)],
    undo: { impossible: 'Not needed: rows are marked as visible to all, which they are.' },
    verify: {
      sql: kind.countOlder(old, freezeMaxAge),
      expect: '0 — where it is not, an older transaction or a replication slot holds it up',
    },
    worsens: 'Pages that it marks are written, into the write-ahead log too.',
    role: maintainer(server, 'the tables'),
    deletesData: false,
    note: 'It can be stopped and run again: finished tables stay finished. When little time is left, leave FREEZE out and add (INDEX_CLEANUP OFF, TRUNCATE OFF): that is the least that moves the age.',
    notRehearsable: NOT_REBUILT,
  };
}
