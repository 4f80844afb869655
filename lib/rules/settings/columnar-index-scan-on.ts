import { NO_TIMESCALE } from '@/lib/collect/collector';
import { extensionVersionNumber } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';

const NAME = 'timescaledb.enable_columnarindexscan';
/** By the change log: on by default from 2.26.0, mended in 2.27.2. */
const FIRST = '2.26.0';
const MENDED = '2.27.2';

export default defineRule({
  meta: {
    id: 'settings/columnar-index-scan-on',
    title: 'A scan with wrong results is switched on',
    why: 'In these releases grouped queries over compressed chunks can give wrong numbers, or crash, when they are answered from the metadata alone. Switching it off costs some speed and nothing else.',
    source: 'https://github.com/timescale/timescaledb/pull/9902',
    needs: ['settings', 'hypertables'],
    facts: {
      columnstores: { label: 'Hypertables with columnstore', source: '_timescaledb_catalog.hypertable' },
    },
  },
  check({ settings, hypertables }, { server }) {
    const { timescale } = server;
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (
      timescale.versionNumber < extensionVersionNumber(FIRST) ||
      timescale.versionNumber >= extensionVersionNumber(MENDED)
    )
      return { notApplicable: `TimescaleDB ${timescale.version} does not have this fault` };
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notRun: `${NAME}: not among the settings, so TimescaleDB was not preloaded` };
    if (readBoolean(setting.setting) !== true) return [];
    const columnstores = hypertables.filter(({ columnstoreEnabled }) => columnstoreEnabled).length;
    return [
      {
        subject: [NAME],
        severity: columnstores > 0 ? 'warning' : 'notice',
        confidence: 'high',
        title: `Turn ${NAME} off until TimescaleDB ${MENDED}`,
        detail: `${counted(columnstores, 'hypertable')} with columnstore. TimescaleDB ${timescale.version} may answer grouped queries from the metadata of compressed chunks with wrong results.${settingLimits(setting)}`,
        facts: { columnstores },
        impact: {
          prevents: 'wrong results of grouped queries',
          basis: `TimescaleDB ${timescale.version} is from ${FIRST} on and before ${MENDED}, and the setting is on.`,
        },
        ...settingAdvice(
          {
            setting,
            value: 'off',
            worsens: 'Queries that only need minimum, maximum or count read the compressed rows again.',
            note: `Take it back after the upgrade to ${MENDED} or later.`,
          },
          server,
        ),
      },
    ];
  },
});
