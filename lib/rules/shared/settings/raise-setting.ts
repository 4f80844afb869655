import type { Row } from '@/lib/collect/snapshot';
import { alterSystem, alterSystemReset, countAlteredSettings, showSetting } from '@/lib/sql/setting';
import type { Advice, RuleContext } from '../../rule';

type Setting = Row<'settings'>;

/** A standby with less of these than its primary does not start, or stops at the change. */
const NOT_LESS_ON_STANDBYS: ReadonlySet<string> = new Set([
  'max_worker_processes',
  'max_locks_per_transaction',
]);

export const numberOf = ({ setting }: Setting): number => Number(setting);

/** What keeps a setting from the value that was meant, as a sentence that begins with a blank; else empty. */
export function limitText({ source, isPendingRestart }: Setting): string {
  if (isPendingRestart) return ' PostgreSQL says that it was changed and waits for a restart.';
  return source === 'command line'
    ? ' The command line that starts the server sets it; change it there.'
    : '';
}

/** Raises a setting that counts after a restart. Nothing where the command line sets it, which wins over ALTER SYSTEM. */
export function raiseSetting(
  setting: Setting,
  value: number,
  worsens: string,
  server: RuleContext['server'],
): { readonly advice?: Advice } {
  if (setting.source === 'command line') return {};
  return {
    advice: {
      // Else the undo would remove a value that waits for a restart; which one, no view shows to a monitor.
      ...(setting.isFromAlterSystem === false && {
        precheck: {
          sql: countAlteredSettings(setting.name),
          expect: '0 — ALTER SYSTEM has not set it yet',
        },
      }),
      steps: [
        {
          sql: alterSystem(setting.name, value),
          transaction: 'none',
          lock: { mode: 'none', on: 'postgresql.auto.conf', blocks: 'nothing' },
          duration: { seconds: 1, basis: 'writes one file; the restart is not counted' },
          rewrites: false,
        },
      ],
      undo: [{ sql: asBefore(setting), note: 'It counts after the next restart, too.' }],
      verify: { sql: showSetting(setting.name), expect: `${value} — after the restart` },
      worsens,
      role:
        server.major >= 15
          ? `superuser, or who was granted ALTER SYSTEM ON PARAMETER ${setting.name}`
          : 'superuser',
      deletesData: false,
      note: `It takes a restart of the server. ${NOT_LESS_ON_STANDBYS.has(setting.name) ? 'Raise it on standbys first: one with fewer than its primary does not start. ' : ''}Managed services refuse ALTER SYSTEM; set it in their console.`,
    },
  };
}

/** A role that cannot see which file the value came from sets the value itself again. */
const asBefore = (setting: Setting) =>
  setting.isFromAlterSystem === false
    ? alterSystemReset(setting.name)
    : alterSystem(setting.name, numberOf(setting));
