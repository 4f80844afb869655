import type { Row } from '@/lib/collect/snapshot';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const NAME = 'idle_in_transaction_session_timeout';
/** Between the five minutes that are worth a warning and the fifteen that hurt (operations reference: idle in transaction). */
const ADVISED_MS = 600_000;

export default defineRule({
  meta: {
    id: 'settings/idle-transactions-unlimited',
    title: 'A forgotten transaction stays open for ever',
    why: 'A client that begins a transaction and then waits, or was lost in the network, keeps its locks and keeps every table from being cleaned up. One such session is enough to fill a disk over a weekend.',
    source:
      'https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT',
    needs: ['settings', 'settingOverrides'],
    wants: ['configurationFiles'],
    facts: {
      timeoutSeconds: { label: 'Ends idle transactions after (0: never)', source: `pg_settings: ${NAME}` },
    },
  },
  check({ settings, settingOverrides, configurationFiles }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notRun: `${NAME} was not read` };
    const ours = settingOverrides.some(({ name, roleName }) => name === NAME && roleName === server.roleName);
    const isUnlimited = ours ? isUnlimitedInFiles(configurationFiles) : setting.setting === '0';
    if (isUnlimited === null)
      return {
        notRun: `The monitoring role has a value of its own, which hides the server’s: ALTER ROLE … RESET ${NAME} shows it; each transaction of Chunkwise sets its own`,
      };
    if (!isUnlimited) return [];
    const ofDatabase = settingOverrides.some(
      ({ name, databaseName, roleName }) => name === NAME && databaseName !== null && roleName === null,
    );
    return [
      {
        subject: [NAME],
        severity: 'notice',
        confidence: 'high',
        title: `End transactions that are idle for ${duration(ADVISED_MS / 1_000)}`,
        detail: `It is 0, so none is ever ended.${ofDatabase ? ' ALTER DATABASE … SET sets it for this database; change it there.' : settingLimits(setting)}`,
        facts: { timeoutSeconds: 0 },
        impact: {
          prevents: 'locks and dead rows that one forgotten session keeps',
          basis: `${NAME} = 0; ${duration(ADVISED_MS / 1_000)} is longer than any transaction should wait for its own program.`,
        },
        ...(!ofDatabase &&
          settingAdvice(
            {
              setting,
              value: ADVISED_MS,
              worsens:
                'A session that is ended loses its transaction and its connection, also a person’s in psql and a debugger’s.',
              note: 'Roles that need longer may have it: ALTER ROLE … SET idle_in_transaction_session_timeout.',
            },
            server,
          )),
      },
    ];
  },
});

/** By the last line that counts, or by the default of 0 where there is none; null where the files were not read. */
function isUnlimitedInFiles(files: readonly Row<'configurationFiles'>[] | null): boolean | null {
  if (files === null) return null;
  const line = files.findLast(({ name, isApplied }) => name === NAME && isApplied);
  return Number.parseFloat(line?.setting ?? '0') === 0;
}
