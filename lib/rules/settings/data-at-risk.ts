import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

interface Guard {
  readonly name: string;
  readonly safe: 'on' | 'off';
  readonly consequence: string;
  readonly worsens: string;
}

/** Each of them keeps what was acknowledged, or keeps damage from being passed on. */
const GUARDS: readonly Guard[] = [
  {
    name: 'fsync',
    safe: 'on',
    consequence:
      'After a crash of the machine the whole database may be beyond repair, since nothing says that what was committed is on the disk.',
    worsens: 'Commits wait for the disk.',
  },
  {
    name: 'full_page_writes',
    safe: 'on',
    consequence:
      'A page that a crash left half written cannot be restored from the log, unless the file system writes pages in one piece.',
    worsens: 'The log grows by each page that changes for the first time after a checkpoint.',
  },
  {
    name: 'zero_damaged_pages',
    safe: 'off',
    consequence:
      'A page with a damaged header is read as empty: its rows are gone, and the damage is no longer seen.',
    worsens: 'Queries that meet a damaged page fail.',
  },
  {
    name: 'ignore_checksum_failure',
    safe: 'off',
    consequence:
      'Pages whose checksum does not fit are used all the same, and their damage goes into results and backups.',
    worsens: 'Queries that meet a damaged page fail.',
  },
];

export default defineRule({
  meta: {
    id: 'settings/data-at-risk',
    title: 'A setting puts the data at risk',
    why: 'These settings give up what a database is for, in exchange for speed or for getting at damaged rows once. Left so, a crash or a broken disk costs data, and nothing warns before.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-wal.html',
    needs: ['settings'],
    facts: {
      settingsAtRisk: { label: 'Such settings', source: 'pg_settings' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const atRisk = GUARDS.flatMap((guard) => {
      const setting = settings.find((row) => row.name === guard.name && isUnsafe(row, guard));
      return setting ? [{ guard, setting }] : [];
    });
    return atRisk.map(
      ({ guard: { name, safe, consequence, worsens }, setting }): Finding => ({
        subject: [name],
        severity: 'critical',
        confidence: 'high',
        title: `Turn ${name} ${safe}`,
        detail: `${consequence}${settingLimits(setting)}`,
        facts: { settingsAtRisk: atRisk.length },
        impact: { prevents: 'data that is lost without a warning', basis: `${name} = ${setting.setting}.` },
        ...settingAdvice({ setting, value: safe, worsens }, server),
      }),
    );
  },
});

const isUnsafe = ({ setting }: Row<'settings'>, { safe }: Guard) => setting !== null && setting !== safe;
