import type { Row } from '@/lib/collect/snapshot';
import { defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import { overrideAdvice, scopeText, settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';

interface Feature {
  readonly name: string;
  /** What it has to be; anything else is the finding. */
  readonly healthy: boolean;
  readonly severity: Severity;
  readonly consequence: string;
}

/** The switches that no one should leave in the other position (from the source: src/guc.c). */
const FEATURES: readonly Feature[] = [
  {
    name: 'timescaledb.enable_optimizations',
    healthy: true,
    severity: 'warning',
    consequence: 'Hypertables are planned as plain inheritance: slow plans that touch every chunk.',
  },
  {
    name: 'timescaledb.enable_chunk_append',
    healthy: true,
    severity: 'warning',
    consequence: 'Chunks are not left out while a query runs: one with now() or a parameter reads them all.',
  },
  {
    name: 'timescaledb.enable_transparent_decompression',
    healthy: true,
    severity: 'critical',
    consequence: 'Queries do not see the rows of compressed chunks.',
  },
  {
    name: 'timescaledb.enable_dml_decompression',
    healthy: true,
    severity: 'warning',
    consequence: 'UPDATE and DELETE of compressed chunks raise an error.',
  },
  {
    name: 'timescaledb.enable_cagg_watermark_constify',
    healthy: true,
    severity: 'notice',
    consequence: 'Real-time queries of continuous aggregates plan with every chunk of the source.',
  },
  {
    name: 'timescaledb.skip_cagg_invalidation',
    healthy: false,
    severity: 'critical',
    consequence:
      'Changes of rows are not noted for continuous aggregates, which stay wrong for those ranges for ever, without an error.',
  },
];

/** Sources that `settingOverrides` tells where they are set. */
const FROM_OVERRIDE: ReadonlySet<string> = new Set(['database', 'user', 'database user']);

export default defineRule({
  meta: {
    id: 'settings/planner-feature-off',
    title: 'A switch of TimescaleDB is in the wrong position',
    why: 'These switches are for finding faults and for bulk loads, in one session. Left so for a server, a database or a role they make queries slow or wrong, and nothing says so.',
    source: 'https://github.com/timescale/timescaledb/blob/main/src/guc.c',
    needs: ['settings', 'settingOverrides', 'hypertables'],
    facts: {
      hypertables: { label: 'Hypertables that it concerns', source: '_timescaledb_catalog.hypertable' },
    },
  },
  check({ settings, settingOverrides, hypertables }, { server }) {
    return FEATURES.flatMap((feature) => [
      ...settings
        .filter((row) => isWrong(feature, row))
        .flatMap((row) => ofServer(feature, row, hypertables.length, server)),
      ...settingOverrides
        .filter((row) => isWrong(feature, row) && row.roleName !== server.roleName)
        .map((row) => ofScope(feature, row, hypertables.length)),
    ]);
  },
});

const isWrong = ({ name, healthy }: Feature, row: Pick<Row<'settings'>, 'name' | 'setting'>): boolean =>
  row.name === name && readBoolean(row.setting) === !healthy;

const word = (isOn: boolean) => (isOn ? 'on' : 'off');

function ofServer(
  { name, healthy, severity, consequence }: Feature,
  setting: Row<'settings'>,
  hypertables: number,
  server: RuleContext['server'],
): Finding[] {
  if (FROM_OVERRIDE.has(setting.source)) return [];
  return [
    {
      subject: [name],
      severity,
      confidence: 'high',
      title: `Turn ${name} ${word(healthy)}`,
      detail: `It is ${word(!healthy)} for the whole server. ${consequence}${settingLimits(setting)}`,
      facts: { hypertables },
      impact: {
        prevents: 'slow or wrong answers without an error',
        basis: `pg_settings (${setting.source}).`,
      },
      ...settingAdvice({ setting, value: word(healthy), worsens: 'Plans change.' }, server),
    },
  ];
}

function ofScope(
  { name, healthy, severity, consequence }: Feature,
  override: Row<'settingOverrides'>,
  hypertables: number,
): Finding {
  const { databaseName, roleName, setting } = override;
  return {
    subject: [name, databaseName ?? '*', roleName ?? '*'],
    severity,
    confidence: 'high',
    title: `Turn ${name} ${word(healthy)} for ${scopeText(override)}`,
    detail: `It is ${word(!healthy)} for every session of it. ${consequence}`,
    facts: { hypertables },
    impact: { prevents: 'slow or wrong answers without an error', basis: 'pg_db_role_setting.' },
    ...(setting !== null && { advice: overrideAdvice({ ...override, setting }, 'Plans change.') }),
  };
}
