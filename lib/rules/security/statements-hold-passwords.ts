import type { Row } from '@/lib/collect/snapshot';
import { counted } from '@/lib/format/count';
import { countPasswords, forgetPasswords } from '@/lib/sql/statement-passwords';
import { type Advice, defineRule } from '../rule';

const MOST_NAMED = 5;
const NAME = 'pg_stat_statements';

export default defineRule({
  meta: {
    id: 'security/statements-hold-passwords',
    title: 'pg_stat_statements holds passwords in the clear',
    why: 'CREATE ROLE and its like are kept as they were typed, the password among it, until the entry is pushed out. Every role that may read statistics sees it, monitoring tools first, and dumps of that view carry it on.',
    source: 'https://www.postgresql.org/docs/current/sql-createrole.html',
    needs: ['statementPasswords'],
    wants: ['settings'],
    facts: {
      entries: {
        label: 'Entries with a password',
        source: 'pg_stat_statements.query, counted on the server',
      },
    },
  },
  check({ statementPasswords, settings }, { server }) {
    const [found] = statementPasswords;
    if (!found) return { notRun: 'pg_stat_statements was not read' };
    const { entries, roles } = found;
    if (entries === 0) return [];
    const named = roles.slice(0, MOST_NAMED).join(', ') + (roles.length > MOST_NAMED ? ', …' : '');
    const log = settings === null ? null : loggedBy(settings);
    const schema = server.extensionSchemas.pg_stat_statements;
    return [
      {
        subject: [NAME],
        severity: 'warning',
        confidence: 'high',
        title: `Change ${entries === 1 ? 'a password that stands' : 'passwords that stand'} in pg_stat_statements, and forget ${entries === 1 ? 'it' : 'them'}`,
        detail: `${counted(entries, 'entry', 'entries')} of this database ${entries === 1 ? 'has' : 'have'} a password as it was typed${named === '' ? '' : `, by ${named}`}. Whoever read the view knows it: change it, then forget the entry. Use \\password of psql from now on, which sends only a hash.${log === null ? '' : ` The log of the server has it too, as ${log}.`} Chunkwise counts such entries on the server and never reads their text.`,
        facts: { entries },
        impact: {
          prevents: 'passwords that every reader of statistics knows',
          basis: `${counted(entries, 'entry', 'entries')} with a role, user mapping or subscription and a password that is no hash.`,
        },
        ...(schema !== undefined && { advice: forget(schema, entries) }),
      },
    ];
  },
});

/** What writes such commands into the log, if anything does. */
function loggedBy(settings: readonly Row<'settings'>[]): string | null {
  const settingOf = (wanted: string) => settings.find(({ name }) => name === wanted)?.setting;
  const statement = settingOf('log_statement');
  if (statement != null && statement !== 'none') return `log_statement is ${statement}`;
  return settingOf('log_min_duration_statement') === '0' ? 'log_min_duration_statement is 0' : null;
}

function forget(schema: string, entries: number): Advice {
  return {
    precheck: { sql: countPasswords(schema), expect: `${entries} — as many as were seen` },
    steps: [
      {
        sql: forgetPasswords(schema),
        transaction: 'any',
        lock: { mode: 'none', on: 'pg_stat_statements', blocks: 'counting of statements for a moment' },
        duration: { seconds: 1, basis: 'removes entries from shared memory' },
        rewrites: false,
      },
    ],
    undo: { impossible: 'What those entries had counted is gone. All others keep their counts.' },
    verify: { sql: countPasswords(schema), expect: '0' },
    worsens: 'The calls and times of those commands are forgotten.',
    role: 'superuser, or who was granted EXECUTE on pg_stat_statements_reset',
    deletesData: false,
    notRehearsable: 'The sandbox keeps no statistics of statements.',
    note: 'The text stays in the file of the module until it is written anew, which only the operating system’s user of the server can read.',
  };
}
