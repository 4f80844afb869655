import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type Severity } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

interface Diagnostic {
  readonly name: string;
  /** The value that records nothing. */
  readonly blind: string;
  readonly advised: number | string;
  readonly severity: Severity;
  readonly title: string;
  readonly lost: string;
  readonly worsens: string;
}

/** Ten minutes, PostgreSQL's own default from 15 on. */
const VACUUM_LOG_MS = 600_000;

const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    name: 'track_activities',
    blind: 'off',
    advised: 'on',
    // Nobody sees what blocks, waits or runs for hours.
    severity: 'warning',
    title: 'Turn track_activities on',
    lost: 'pg_stat_activity does not say what sessions do, so long transactions and blocked sessions cannot be found.',
    worsens: 'Each statement writes its text into shared memory, which is hardly measurable.',
  },
  {
    name: 'track_io_timing',
    blind: 'off',
    advised: 'on',
    severity: 'notice',
    title: 'Measure how long reads and writes take',
    lost: 'Whether a slow query waits for the disk or computes cannot be told: pg_stat_statements, pg_stat_database and EXPLAIN have no times of reads and writes.',
    worsens:
      'Each read and write asks for the time. Run pg_test_timing on the server first: below 50 ns it does not show.',
  },
  {
    name: 'log_lock_waits',
    blind: 'off',
    advised: 'on',
    severity: 'notice',
    title: 'Log sessions that wait for a lock',
    lost: 'After a minute in which everything stood still the log says nothing about who waited for whom.',
    worsens: 'One line in the log for each session that waits longer than deadlock_timeout.',
  },
  {
    name: 'log_autovacuum_min_duration',
    blind: '-1',
    advised: VACUUM_LOG_MS,
    severity: 'notice',
    title: 'Log long runs of autovacuum',
    lost: 'Which table a vacuum worked on for hours, and what it removed, is nowhere to be read.',
    worsens: 'One line in the log for each vacuum or analyze of ten minutes and more.',
  },
  {
    name: 'log_checkpoints',
    blind: 'off',
    advised: 'on',
    severity: 'notice',
    title: 'Log checkpoints',
    lost: 'When the disks are busy all at once, the log does not say whether a checkpoint was the reason, and why it came.',
    worsens: 'One line in the log for each checkpoint.',
  },
];

export default defineRule({
  meta: {
    id: 'settings/diagnostics-off',
    title: 'What explains a slow minute is not recorded',
    why: 'These cost next to nothing and are wanted only after something went wrong. Then it is too late to turn them on.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-logging.html',
    needs: ['settings'],
    facts: {
      diagnosticsOff: { label: 'Such settings', source: 'pg_settings' },
    },
  },
  check({ settings }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const off = DIAGNOSTICS.flatMap((diagnostic) => {
      const setting = settings.find((row) => isBlind(row, diagnostic));
      return setting ? [{ diagnostic, setting }] : [];
    });
    return off.map(
      ({ diagnostic: { name, advised, severity, title, lost, worsens }, setting }): Finding => ({
        subject: [name],
        severity,
        confidence: 'high',
        title,
        detail: `${lost}${settingLimits(setting)}`,
        facts: { diagnosticsOff: off.length },
        impact: { prevents: 'guesses after an incident', basis: `${name} = ${setting.setting}.` },
        ...settingAdvice({ setting, value: advised, worsens }, server),
      }),
    );
  },
});

const isBlind = ({ name, setting }: Row<'settings'>, diagnostic: Diagnostic) =>
  name === diagnostic.name && setting === diagnostic.blind;
