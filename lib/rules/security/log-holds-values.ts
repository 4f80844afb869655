import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type Severity } from '../rule';
import {
  FIXED_SETTINGS,
  isFromOverride,
  settingAdvice,
  settingLimits,
} from '../shared/settings/setting-advice';

/** Slow enough to be worth a line of the log, rare enough that the log is no copy of the data. */
const SLOW_MS = 1_000;

interface Leak {
  readonly name: string;
  readonly writes: (setting: string) => boolean;
  readonly advised: number | string;
  readonly title: string;
  readonly what: string;
  readonly worsens: string;
}

/** Of statements with their literals. */
const OF_STATEMENTS: readonly Leak[] = [
  {
    name: 'log_statement',
    // `ddl` is what auditors ask for; of what it writes only passwords are secret, which another rule looks for.
    writes: (setting) => setting === 'all' || setting === 'mod',
    advised: 'ddl',
    title: 'Log changes of the schema, not every statement',
    what: 'writes every statement that it means into the log, with the values in its text',
    worsens:
      'What was read or changed is not in the log any more: an audit of rows takes the extension pgaudit.',
  },
  {
    name: 'log_min_duration_statement',
    writes: (setting) => setting === '0',
    advised: SLOW_MS,
    title: 'Log slow statements, not every one',
    what: 'writes every statement with its duration into the log, with the values in its text',
    worsens:
      'Statements of less than a second are not in the log any more; pg_stat_statements still counts them.',
  },
];

const ON_ERROR: Leak = {
  name: 'log_parameter_max_length_on_error',
  writes: (setting) => setting !== '0',
  advised: 0,
  title: 'Keep bind parameters of failed statements out of the log',
  what: 'writes the parameters of every statement that fails into the log',
  worsens: 'An error in the log does not say for which parameters it came.',
};

export default defineRule({
  meta: {
    id: 'security/log-holds-values',
    title: 'The log of the server holds what people store',
    why: 'Logs are shipped, kept and read by more people than the database is, and no grant or policy binds there. With every statement they are a second copy of the data, passwords among it.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-WHAT',
    needs: ['settings'],
    facts: {
      settings: { label: 'Settings that do so', source: 'pg_settings' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const rowOf = (wanted: string) => settings.find(({ name }) => name === wanted);
    const leaks = [...OF_STATEMENTS, ON_ERROR].map((leak) => ({ leak, setting: rowOf(leak.name) }));
    const own = leaks.filter(({ setting }) => !setting || isFromOverride(setting));
    const found = leaks.flatMap(({ leak, setting }) =>
      setting && !isFromOverride(setting) && leak.writes(setting.setting ?? '') ? [{ leak, setting }] : [],
    );
    if (found.length === 0 && own.length > 0)
      return {
        notRun: `What other sessions write is not known: ${own.map(({ leak }) => leak.name).join(', ')} has a value of the monitoring role or database alone, or was not read`,
      };
    const hides = rowOf('log_parameter_max_length')?.setting === '0';
    return found.map(({ leak, setting }): Finding => {
      const { name, title, what, advised, worsens } = leak;
      return {
        subject: [name],
        severity: severityOf(leak, hides),
        // What is in the statements nobody can know from here.
        confidence: 'medium',
        title,
        detail: `${name} = ${valueText(setting)} ${what}.${leak === ON_ERROR ? '' : parameterWords(hides)}${settingLimits(setting)}`,
        facts: { settings: found.length },
        impact: {
          prevents: 'values that are read in the log by people whom no grant binds',
          basis: `${name} = ${valueText(setting)}, log_parameter_max_length ${hides ? 'is 0' : 'is not 0'}.`,
        },
        ...settingAdvice({ setting, value: advised, worsens }, server),
      };
    });
  },
});

/** Statements of most drivers carry their values as parameters. */
const severityOf = (leak: Leak, hides: boolean): Severity =>
  leak === ON_ERROR || hides ? 'notice' : 'warning';

const parameterWords = (hides: boolean) =>
  hides
    ? ' Bind parameters are left out (log_parameter_max_length is 0); literals are not.'
    : ' Bind parameters are written with them (log_parameter_max_length).';

const valueText = ({ setting, unit }: Row<'settings'>) =>
  unit === null || setting === '0' || setting === '-1' ? setting : `${setting} ${unit}`;
