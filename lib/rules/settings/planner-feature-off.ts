import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import { overrideAdvice, scopeText, settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';
import { wrongSettings } from '../shared/settings/wrong-settings';

interface Feature {
  readonly name: string;
  readonly severity: Severity;
  readonly consequence: string;
}

/** The switches that nobody should leave off; what else one may turn off has a reason now and then. */
const FEATURES: readonly Feature[] = [
  {
    name: 'timescaledb.enable_optimizations',
    severity: 'warning',
    consequence: 'Hypertables are planned as plain inheritance: slow plans that touch every chunk.',
  },
  {
    name: 'timescaledb.enable_chunk_append',
    severity: 'warning',
    consequence: 'Chunks are not left out while a query runs: one with now() or a parameter reads them all.',
  },
  {
    name: 'timescaledb.enable_transparent_decompression',
    severity: 'critical',
    consequence: 'Queries do not see the rows of compressed chunks.',
  },
  {
    name: 'timescaledb.enable_dml_decompression',
    severity: 'warning',
    consequence: 'UPDATE and DELETE of compressed chunks raise an error.',
  },
  {
    name: 'timescaledb.enable_cagg_watermark_constify',
    severity: 'notice',
    consequence: 'Real-time queries of continuous aggregates plan with every chunk of the source.',
  },
];

export default defineRule({
  meta: {
    id: 'settings/planner-feature-off',
    title: 'A part of TimescaleDB is switched off',
    why: 'These switches are for finding faults, in one session. Left so for a server, a database or a role they make queries slow or wrong, and nothing says so.',
    source: 'https://github.com/timescale/timescaledb/blob/main/src/guc.c',
    needs: ['settings', 'settingOverrides', 'hypertables'],
    facts: {
      hypertables: { label: 'Hypertables that it concerns', source: '_timescaledb_catalog.hypertable' },
    },
  },
  check({ settings, settingOverrides, hypertables }, { server }) {
    return FEATURES.flatMap((feature) => {
      const wrong = wrongSettings({ settings, settingOverrides }, server, (row) => isOff(feature, row));
      return [
        ...wrong.ofServer.map((row) => ofServer(feature, row, hypertables.length, server)),
        ...wrong.ofScopes.map((row) => ofScope(feature, row, hypertables.length)),
      ];
    });
  },
});

const isOff = ({ name }: Feature, row: Pick<Row<'settings'>, 'name' | 'setting'>): boolean =>
  row.name === name && readBoolean(row.setting) === false;

function ofServer(
  { name, severity, consequence }: Feature,
  setting: Row<'settings'>,
  hypertables: number,
  server: RuleContext['server'],
): Finding {
  return {
    subject: [name],
    severity,
    confidence: 'high',
    title: `Turn ${name} on`,
    detail: `It is off for the whole server. ${consequence}${settingLimits(setting)}`,
    facts: { hypertables },
    impact: {
      prevents: 'slow or wrong answers without an error',
      basis: `pg_settings (${setting.source}).`,
    },
    ...settingAdvice({ setting, value: 'on', worsens: 'Plans change.' }, server),
  };
}

function ofScope(
  { name, severity, consequence }: Feature,
  override: Row<'settingOverrides'> & { readonly setting: string },
  hypertables: number,
): Finding {
  const { databaseName, roleName } = override;
  return {
    subject: [name, databaseName ?? '*', roleName ?? '*'],
    severity,
    confidence: 'high',
    title: `Turn ${name} on for ${scopeText(override)}`,
    detail: `It is off for every session of it. ${consequence}`,
    facts: { hypertables },
    impact: { prevents: 'slow or wrong answers without an error', basis: 'pg_db_role_setting.' },
    advice: overrideAdvice(override, 'Plans change.'),
  };
}
