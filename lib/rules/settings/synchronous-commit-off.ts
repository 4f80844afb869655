import { duration } from '@/lib/format/duration';
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

const NAME = 'synchronous_commit';
/** PostgreSQL's documentation: the log writer needs at most three rounds. */
const MOST_ROUNDS = 3;
const WORSENS = 'Each commit waits for the disk again.';

export default defineRule({
  meta: {
    id: 'settings/synchronous-commit-off',
    title: 'A crash loses the newest commits of everybody',
    why: 'A commit is confirmed before it is on the disk, so a crash takes the last moments with it. Nothing gets damaged, and for one load or one role it is a fair bargain; for a whole server or database somebody should have decided it.',
    source: 'https://www.postgresql.org/docs/current/wal-async-commit.html',
    needs: ['settings'],
    wants: ['settingOverrides'],
    facts: {
      lostSeconds: { label: 'Commits at risk, at most', source: 'pg_settings: 3 × wal_writer_delay' },
    },
  },
  check({ settings, settingOverrides }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const { ofServer, ofScopes } = wrongSettings(
      { settings, settingOverrides },
      server,
      ({ name, setting }) => name === NAME && readBoolean(setting) === false,
    );
    const delay = settings.find(({ name }) => name === 'wal_writer_delay')?.setting;
    const lostSeconds = delay == null ? null : (MOST_ROUNDS * Number(delay)) / 1_000;
    const facts = { lostSeconds };
    const impact = {
      prevents: 'confirmed transactions that are gone after a crash',
      basis: `${MOST_ROUNDS} rounds of wal_writer_delay${lostSeconds === null ? '' : `, ${duration(lostSeconds)}`}.`,
    };
    const detail =
      'Set it for the sessions that may lose something, with ALTER ROLE … SET or SET LOCAL, and leave it on for the rest.';
    return [
      ...ofServer.map(
        (setting): Finding => ({
          subject: [NAME],
          severity: 'notice',
          confidence: 'high',
          title: `Turn ${NAME} on, or decide that commits may be lost`,
          detail: `${detail}${settingLimits(setting)}`,
          facts,
          impact,
          ...settingAdvice({ setting, value: 'on', worsens: WORSENS }, server),
        }),
      ),
      // A single role's is the way that the documentation shows.
      ...ofScopes
        .filter(({ roleName }) => roleName === null)
        .map(
          (override): Finding => ({
            subject: [NAME, override.databaseName ?? '*', '*'],
            severity: 'notice',
            confidence: 'high',
            title: `Turn ${NAME} on for ${scopeText(override)}, or decide that commits may be lost`,
            detail,
            facts,
            impact,
            advice: overrideAdvice(override, WORSENS),
          }),
        ),
    ];
  },
});
