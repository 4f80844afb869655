import { parseArgs } from 'node:util';
import { monitoringRole } from '@/lib/sql/monitoring-role';
import { runCommand } from './run-command';

const USAGE = 'npm run --silent role -- [--timescale] [--explain] [--samples]';
const ROLE_NAME = 'chunkwise';

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: { timescale: { type: 'boolean' }, explain: { type: 'boolean' }, samples: { type: 'boolean' } },
  });
  const readsTables = Boolean(values.explain || values.samples);
  const { create, remove } = monitoringRole(ROLE_NAME, { timescale: Boolean(values.timescale), readsTables });
  process.stdout.write(
    [
      '-- Run as a superuser (or the provider’s administrator) in the database to monitor.',
      ...create,
      `-- For sequences that are made later run the last statement again, or let their owner ALTER DEFAULT PRIVILEGES GRANT SELECT ON SEQUENCES TO ${ROLE_NAME}`,
      `-- Then set its password, hashed on your side:  \\password ${ROLE_NAME}`,
      ...(values.timescale
        ? [
            '-- TimescaleDB before 2.15 keeps job errors in _timescaledb_internal.job_errors: grant SELECT on that table instead.',
          ]
        : []),
      ...(readsTables
        ? ['-- pg_read_all_data needs PostgreSQL 14; on 13, GRANT SELECT on the tables to read.']
        : []),
      '',
      '-- To remove it again:',
      ...remove.map((statement) => `-- ${statement}`),
      '',
    ].join('\n'),
  );
  return 0;
});
