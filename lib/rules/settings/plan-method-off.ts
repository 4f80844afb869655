import { defineRule, type Finding } from '../rule';
import {
  FIXED_SETTINGS,
  overrideAdvice,
  scopeText,
  settingAdvice,
  settingLimits,
} from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';
import { wrongSettings } from '../shared/settings/wrong-settings';

const WORSENS = 'Plans change; the query that it was turned off for may be slow again.';

export default defineRule({
  meta: {
    id: 'settings/plan-method-off',
    title: 'The planner may not use a method for every query',
    why: 'Turning a method off mends one plan and spoils others, since each of them is the best for some query. PostgreSQL’s documentation calls it a crude and temporary help; statistics, costs and indexes are the lasting one.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-query.html',
    needs: ['settings'],
    wants: ['settingOverrides'],
    facts: {
      methodsOff: { label: 'Methods that are off', source: 'pg_settings, pg_db_role_setting' },
    },
  },
  check({ settings, settingOverrides }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    // Some methods are off at first, such as partitionwise joins; only what somebody turned off counts.
    const onAtFirst = new Set(
      settings
        .filter(({ name, bootValue }) => name.startsWith('enable_') && bootValue === 'on')
        .map(({ name }) => name),
    );
    const { ofServer, ofScopes } = wrongSettings(
      { settings, settingOverrides },
      server,
      ({ name, setting }) => onAtFirst.has(name) && readBoolean(setting) === false,
    );
    const facts = { methodsOff: ofServer.length + ofScopes.length };
    const prevents = 'slow plans of queries that need the method';
    return [
      ...ofServer.map(
        (setting): Finding => ({
          subject: [setting.name],
          severity: 'warning',
          confidence: 'medium',
          title: `Turn ${setting.name} on`,
          detail: `It is off for every session of the server. Set it for the one query that needs it, with SET LOCAL in its transaction.${settingLimits(setting)}`,
          facts,
          impact: { prevents, basis: `pg_settings (${setting.source}).` },
          ...settingAdvice({ setting, value: 'on', worsens: WORSENS }, server),
        }),
      ),
      ...ofScopes.map(
        (override): Finding => ({
          subject: [override.name, override.databaseName ?? '*', override.roleName ?? '*'],
          severity: 'notice',
          confidence: 'medium',
          title: `Turn ${override.name} on for ${scopeText(override)}`,
          detail:
            'It is off for every session of it. Set it for the one query that needs it, with SET LOCAL in its transaction.',
          facts,
          impact: { prevents, basis: 'pg_db_role_setting.' },
          advice: overrideAdvice(override, WORSENS),
        }),
      ),
    ];
  },
});
