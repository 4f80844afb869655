import { RELOAD } from '@/lib/sql/setting';
import { comment, joined, type Sql } from '@/lib/sql/statement';
import type { SettingPlan } from './resources-plan';

export interface ResourcesScript {
  readonly apply: Sql;
  readonly undo: Sql;
  /** The same as lines of a configuration file, for servers that refuse ALTER SYSTEM. */
  readonly lines: string;
}

interface Change extends SettingPlan {
  readonly sql: Sql;
  readonly undo: Sql;
}

/** One script of all changes, with each value of now beside it, and the one that takes them back; null without a change. */
export function resourcesScript(plans: readonly SettingPlan[]): ResourcesScript | null {
  const changes = plans.flatMap((plan) =>
    plan.sql !== null && plan.undo !== null ? [{ ...plan, sql: plan.sql, undo: plan.undo }] : [],
  );
  if (changes.length === 0) return null;
  const restarts = changes.filter(({ applies }) => applies === 'restart');
  const reloads = changes.filter(({ applies }) => applies !== 'restart');
  const script = (of: (change: Change) => Sql) =>
    joined(
      [
        comment('Each ALTER SYSTEM stands alone: none runs inside a transaction block.'),
        ...reloads.flatMap((change) => [comment(nowWords(change)), of(change)]),
        ...(reloads.length > 0 ? [RELOAD] : []),
        ...(restarts.length > 0 ? [comment('These count after a restart of the server.')] : []),
        ...restarts.flatMap((change) => [comment(nowWords(change)), of(change)]),
      ],
      '\n',
    );
  return {
    apply: script(({ sql }) => sql),
    undo: script(({ undo }) => undo),
    lines: changes
      .map(({ sql, name, applies }) => `${fileLine(name, sql)}${applies === 'restart' ? '  # restart' : ''}`)
      .join('\n'),
  };
}

const nowWords = ({ name, now, source }: SettingPlan) =>
  `${name} is ${now.replaceAll('\u00a0', ' ')} (${source}).`;

/** ALTER SYSTEM SET "work_mem" = '16MB'; as a file says it: work_mem = '16MB'. */
const fileLine = (name: string, sql: Sql) => `${name} = ${sql.slice(sql.indexOf(' = ') + 3, -1)}`;
