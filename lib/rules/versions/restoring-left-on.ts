import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { postRestore, preRestore } from '@/lib/sql/extension';
import { countOverrides } from '@/lib/sql/setting';
import { type Advice, defineRule } from '../rule';
import { isFromOverride, scopeText } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';

const NAME = 'timescaledb.restoring';

export default defineRule({
  meta: {
    id: 'versions/restoring-left-on',
    title: 'Restore mode was left on',
    why: 'In restore mode TimescaleDB is as good as off: queries see only part of the rows, no chunk is made for new ones, and no job runs. A restore turns it on and has to turn it off.',
    source: 'https://www.tigerdata.com/docs/api/latest/administration/',
    needs: ['settings', 'settingOverrides'],
    facts: {
      places: { label: 'Places that turn it on', source: 'pg_settings and pg_db_role_setting' },
    },
  },
  check({ settings, settingOverrides }, { server }) {
    if (!server.timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    const overrides = settingOverrides.filter(isOn);
    const ofServer = settings.filter((row) => isOn(row) && !isFromOverride(row));
    if (overrides.length + ofServer.length === 0) return [];
    const places = [...overrides.map(scopeText), ...ofServer.map(({ source }) => `the server (${source})`)];
    const ofDatabase = overrides.length === 1 && ofServer.length === 0 && overrides[0]?.roleName === null;
    return [
      {
        subject: ['timescaledb'],
        severity: 'critical',
        // A restore that runs at this moment looks the same.
        confidence: 'medium',
        title: 'End the restore mode of TimescaleDB',
        detail: `${NAME} is on for ${places.join(' and ')}. Unless a restore runs right now, it was forgotten: rows are hidden, no job runs.${ofDatabase ? '' : ' It was not set by timescaledb_pre_restore(), so take it away where it was set.'}`,
        facts: { places: places.length },
        impact: {
          prevents: 'rows that are not seen and policies that do not run',
          basis: `${NAME} in pg_settings and pg_db_role_setting.`,
        },
        ...(ofDatabase && { advice: advice(server) }),
      },
    ];
  },
});

const isOn = ({ name, setting }: Pick<Row<'settings'>, 'name' | 'setting'>) =>
  name === NAME && readBoolean(setting) === true;

function advice({ extensionSchemas, databaseName }: ServerFacts): Advice {
  const schema = extensionSchemas.timescaledb ?? 'public';
  return {
    steps: [
      {
        sql: postRestore(schema),
        transaction: 'any',
        lock: { mode: 'RowExclusive', on: 'pg_db_role_setting', blocks: 'nothing but the same change' },
        duration: { seconds: 1, basis: 'a catalog row and the start of the workers' },
        rewrites: false,
      },
    ],
    undo: [{ sql: preRestore(schema), note: 'Only to restore a dump.' }],
    verify: { sql: countOverrides({ databaseName, roleName: null }, NAME), expect: '0' },
    role: 'superuser',
    deletesData: false,
    note: 'It refuses where the catalog is of another release: versions/catalog-mismatch. Sessions that are open keep the mode until they connect again.',
  };
}
