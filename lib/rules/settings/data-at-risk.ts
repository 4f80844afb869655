import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type Severity } from '../rule';
import {
  FIXED_SETTINGS,
  overrideAdvice,
  scopeText,
  settingAdvice,
  settingLimits,
} from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';
import { wrongSettings } from '../shared/settings/wrong-settings';

interface Guard {
  readonly name: string;
  readonly safe: 'on' | 'off' | 'origin';
  readonly severity: Severity;
  readonly consequence: string;
  readonly worsens: string;
}

/** Each of them keeps what was acknowledged, or keeps damage from being passed on. */
const GUARDS: readonly Guard[] = [
  {
    name: 'fsync',
    safe: 'on',
    severity: 'critical',
    consequence:
      'After a crash of the machine the whole database may be beyond repair, since nothing says that what was committed is on the disk.',
    worsens: 'Commits wait for the disk.',
  },
  {
    name: 'full_page_writes',
    safe: 'on',
    severity: 'critical',
    consequence:
      'A page that a crash left half written cannot be restored from the log, unless the file system writes pages in one piece.',
    worsens: 'The log grows by each page that changes for the first time after a checkpoint.',
  },
  {
    name: 'zero_damaged_pages',
    safe: 'off',
    severity: 'critical',
    consequence:
      'A page with a damaged header is read as empty: its rows are gone, and the damage is no longer seen.',
    worsens: 'Queries that meet a damaged page fail.',
  },
  {
    name: 'ignore_checksum_failure',
    safe: 'off',
    severity: 'critical',
    consequence:
      'Pages whose checksum does not fit are used all the same, and their damage goes into results and backups.',
    worsens: 'Queries that meet a damaged page fail.',
  },
  {
    name: 'session_replication_role',
    safe: 'origin',
    // Programs that apply the changes of another server need it, each in its own sessions.
    severity: 'warning',
    consequence:
      'Ordinary triggers do not run, and foreign keys are such triggers: rows that refer to nothing get in, and nothing finds them later.',
    worsens: 'Loads that relied on it meet the triggers and foreign keys again.',
  },
];

export default defineRule({
  meta: {
    id: 'settings/data-at-risk',
    title: 'A setting puts the data at risk',
    why: 'These settings give up what a database is for, in exchange for speed or for getting at damaged rows once. Left so, a crash or a broken disk costs data, and nothing warns before.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-wal.html',
    needs: ['settings'],
    wants: ['settingOverrides'],
    facts: {
      settingsAtRisk: { label: 'Such settings', source: 'pg_settings, pg_db_role_setting' },
    },
  },
  check({ settings, settingOverrides }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const atRisk = GUARDS.map((guard) => ({
      guard,
      ...wrongSettings({ settings, settingOverrides }, server, (row) => isUnsafe(row, guard)),
    }));
    const facts = {
      settingsAtRisk: atRisk.reduce(
        (sum, { ofServer, ofScopes }) => sum + ofServer.length + ofScopes.length,
        0,
      ),
    };
    const impact = (value: string) => ({ prevents: 'data that is lost without a warning', basis: value });
    return atRisk.flatMap(({ guard: { name, safe, severity, consequence, worsens }, ofServer, ofScopes }) => [
      ...ofServer.map(
        (setting): Finding => ({
          subject: [name],
          severity,
          confidence: 'high',
          title: title(name, safe),
          detail: `${consequence}${settingLimits(setting)}`,
          facts,
          impact: impact(`${name} = ${setting.setting}.`),
          ...settingAdvice({ setting, value: safe, worsens }, server),
        }),
      ),
      ...ofScopes.map(
        (override): Finding => ({
          subject: [name, override.databaseName ?? '*', override.roleName ?? '*'],
          severity,
          confidence: 'high',
          title: `${title(name, safe)} for ${scopeText(override)}`,
          detail: `Every session of it begins with ${override.setting}. ${consequence}`,
          facts,
          impact: impact(`pg_db_role_setting: ${name} = ${override.setting}.`),
          advice: overrideAdvice(override, worsens),
        }),
      ),
    ]);
  },
});

const title = (name: string, safe: Guard['safe']) =>
  safe === 'origin' ? `Set ${name} to ${safe}` : `Turn ${name} ${safe}`;

function isUnsafe(row: Pick<Row<'settings'>, 'name' | 'setting'>, { name, safe }: Guard): boolean {
  if (row.name !== name) return false;
  // `local` runs the same triggers as `origin`.
  if (safe === 'origin') return row.setting?.toLowerCase() === 'replica';
  return readBoolean(row.setting) === (safe === 'off');
}
