import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { subjectText } from '@/lib/derive/subject-text';
import {
  alterSystem,
  alterSystemReset,
  countAlteredSettings,
  countOverrides,
  RELOAD,
  resetOverride,
  type SettingScope,
  setOverride,
  settingValue,
  showSetting,
} from '@/lib/sql/setting';
import type { Sql } from '@/lib/sql/statement';
import type { Advice, Step } from '../../rule';
import { catalogStep } from '../security/catalog-step';

type Setting = Row<'settings'>;

interface Change {
  readonly setting: Setting;
  readonly value: number | string;
  readonly worsens: string;
  readonly note?: string;
  /** Where a setting takes more than one quoted value: the statement that sets it, and the one that sets what was. */
  readonly statements?: { readonly set: Sql; readonly asBefore: Sql };
}

/** A standby with less of these than its primary does not start, or stops at the change. */
const NOT_LESS_ON_STANDBYS: ReadonlySet<string> = new Set([
  'max_connections',
  'max_locks_per_transaction',
  'max_prepared_transactions',
  'max_wal_senders',
  'max_worker_processes',
]);

/** Of the sources that win over ALTER SYSTEM, what to say; null for all others. */
const STRONGER: Readonly<Record<string, string>> = {
  'command line': 'The command line that starts the server sets it; change it there.',
  'environment variable': 'The environment of the server sets it; change it there.',
  database: 'ALTER DATABASE … SET sets it for this database; change it there.',
  user: 'ALTER ROLE … SET sets it for the monitoring role; what other sessions have cannot be seen from here.',
  'database user':
    'ALTER ROLE … IN DATABASE … SET sets it for the monitoring role; what other sessions have cannot be seen from here.',
};

/** The answer of rules about what an operator sets, on the engine that nobody sets anything for. */
export const FIXED_SETTINGS = {
  notApplicable: 'This engine comes with Chunkwise: its settings are fixed at its start',
};

/** The value of a setting that is a number, in its own unit. */
export const numberOf = ({ setting }: Setting): number => Number(setting);

/** Whether the value is no more than the monitoring role's own. */
export const isOurOwn = ({ source }: Setting): boolean => source === 'user' || source === 'database user';

/** Whether a database or role sets it, which `settingOverrides` tells, so that it is told once. */
export const isFromOverride = (setting: Setting): boolean =>
  setting.source === 'database' || isOurOwn(setting);

/** What else there is to know about a value before it is changed; begins with a space, or is empty. */
export function settingLimits({ source, isPendingRestart }: Setting): string {
  if (isPendingRestart) return ' PostgreSQL says that it was changed and waits for a restart.';
  const stronger = STRONGER[source];
  return stronger ? ` ${stronger}` : '';
}

/**
 * ALTER SYSTEM with the reload or restart that it needs, and the way back to the value of now. Nothing where another
 * source wins over it.
 */
export function settingAdvice(change: Change, server: ServerFacts): { readonly advice?: Advice } {
  const { setting, value, worsens, note, statements } = change;
  if (setting.source in STRONGER || setting.context === 'internal') return {};
  const needsRestart = setting.context === 'postmaster';
  const then = needsRestart ? [] : [RELOAD];
  return {
    advice: {
      // Else the undo would remove a value that waits for a restart; which one, no view shows to a monitor.
      ...(setting.isFromAlterSystem === false && {
        precheck: { sql: countAlteredSettings(setting.name), expect: '0 — ALTER SYSTEM has not set it yet' },
      }),
      steps: [statements?.set ?? alterSystem(setting.name, value), ...then].map(step),
      undo: [
        {
          sql: statements?.asBefore ?? asBefore(setting),
          ...(needsRestart && { note: 'It counts after the next restart, too.' }),
        },
        ...then.map((sql) => ({ sql })),
      ],
      verify: {
        // With a unit the server would print `64MB`, and a person's value may be written another way.
        sql: setting.unit === null ? showSetting(setting.name) : settingValue(setting.name),
        expect: needsRestart ? `${value} — after the restart` : `${value} — in a new session`,
      },
      worsens,
      role:
        server.major >= 15
          ? `superuser, or who was granted ALTER SYSTEM ON PARAMETER ${setting.name}`
          : 'superuser',
      deletesData: false,
      note: [
        needsRestart ? 'It takes a restart of the server.' : 'It takes a reload, no restart.',
        ...(NOT_LESS_ON_STANDBYS.has(setting.name)
          ? ['Raise it on standbys first: one with fewer than its primary does not start.']
          : []),
        ...(note ? [note] : []),
        'Managed services refuse ALTER SYSTEM; set it in their console.',
      ].join(' '),
    },
  };
}

const step = (sql: Sql): Step =>
  sql === RELOAD
    ? {
        sql,
        transaction: 'any',
        lock: { mode: 'none', on: 'nothing', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'signals the server' },
        rewrites: false,
      }
    : {
        sql,
        transaction: 'none',
        lock: { mode: 'none', on: 'postgresql.auto.conf', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one file; a restart is not counted' },
        rewrites: false,
      };

/** A role that cannot see which file the value came from sets the value itself again. */
function asBefore({ name, setting, valueType, isFromAlterSystem }: Setting): Sql {
  if (isFromAlterSystem === false || setting === null) return alterSystemReset(name);
  return alterSystem(name, NUMERIC.has(valueType) ? Number(setting) : setting);
}

const NUMERIC: ReadonlySet<string> = new Set(['integer', 'real']);

/** `database app`, `role ingest`, `role ingest in database app`. */
export function scopeText({ databaseName, roleName }: SettingScope): string {
  const database = databaseName === null ? '' : `database ${subjectText([databaseName])}`;
  if (roleName === null) return database === '' ? 'all roles' : database;
  return `role ${subjectText([roleName])}${database === '' ? '' : ` in ${database}`}`;
}

/** Takes a setting of a database or role away, so that the server's counts for its new sessions. */
export function overrideAdvice(
  override: SettingScope & { readonly name: string; readonly setting: string },
  worsens: string,
): Advice {
  const { name, setting } = override;
  return {
    steps: [catalogStep(resetOverride(override, name), 'pg_db_role_setting')],
    undo: [{ sql: setOverride(override, name, setting) }],
    verify: { sql: countOverrides(override, name), expect: '0' },
    worsens,
    role: override.roleName === null ? 'owner of the database' : 'superuser, or who may alter the role',
    deletesData: false,
    note: 'Sessions that are open keep the old value until they connect again; connection pools need to be restarted.',
  };
}
