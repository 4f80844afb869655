import type { Row } from '@/lib/collect/snapshot';
import { type Advice, defineRule, type Finding } from '../rule';
import { isFromOverride, overrideAdvice, scopeText, settingAdvice } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';

const NAME = 'timescaledb.skip_cagg_invalidation';
const EXISTS_SINCE = 2_028_000;
const WORSENS = 'Writes to old rows note again what they change, which costs a little.';

export default defineRule({
  meta: {
    id: 'continuous-aggregates/invalidation-skipped',
    title: 'Writes do not tell aggregates what they change',
    why: 'With this setting a session that changes old rows notes nothing for the continuous aggregates. Their next refresh finds no change there, so that they silently differ from their source for ever.',
    source: 'https://github.com/timescale/timescaledb/blob/main/src/guc.c',
    needs: ['settings', 'settingOverrides', 'continuousAggregates'],
    facts: {
      continuousAggregates: {
        label: 'Continuous aggregates',
        source: '_timescaledb_catalog.continuous_agg',
      },
    },
  },
  check({ settings, settingOverrides, continuousAggregates }, { server }) {
    if ((server.timescale?.versionNumber ?? 0) < EXISTS_SINCE)
      return { notApplicable: 'The setting came with TimescaleDB 2.28' };
    if (continuousAggregates.length === 0) return { notApplicable: 'There is no continuous aggregate' };
    const facts = { continuousAggregates: continuousAggregates.length };
    return [
      ...settings
        .filter((row) => isOn(row) && !isFromOverride(row))
        .map((setting) =>
          finding(
            [NAME],
            'the server',
            facts,
            settingAdvice({ setting, value: 'off', worsens: WORSENS }, server),
          ),
        ),
      ...settingOverrides.filter(isOn).map((row) =>
        finding([NAME, scopeText(row)], scopeText(row), facts, {
          advice: overrideAdvice({ ...row, setting: row.setting ?? 'on' }, WORSENS),
        }),
      ),
    ];
  },
});

const isOn = ({ name, setting }: Pick<Row<'settings'>, 'name' | 'setting'>) =>
  name === NAME && readBoolean(setting) === true;

function finding(
  subject: readonly string[],
  where: string,
  facts: Finding['facts'],
  advice: { readonly advice?: Advice },
): Finding {
  return {
    subject,
    severity: 'critical',
    confidence: 'high',
    title: `Let writes tell aggregates again: ${NAME} is on for ${where}`,
    detail: `${NAME} is on for ${where}. It is meant for a session that loads rows which no aggregate has yet; left on, changes of old rows never reach the aggregates. After it is off, refresh by force what was written meanwhile: CALL refresh_continuous_aggregate(…, force => true), but not over a time whose source rows are dropped, which would delete its buckets.`,
    facts,
    impact: {
      prevents: 'aggregates that silently differ from their source',
      basis: 'Not estimated: what was written meanwhile is not recorded.',
    },
    ...advice,
  };
}
