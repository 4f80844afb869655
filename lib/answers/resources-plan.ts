import type { z } from 'zod';
import type { ResourcesPlan } from '@/lib/api/resources-plan';
import type { resourcesPlanRequest } from '@/lib/api/resources-plan-schema';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { type Machine, machineOf } from '@/lib/plans/resources/machine';
import { resourcesPlan } from '@/lib/plans/resources/resources-plan';
import { resourcesScript } from '@/lib/plans/resources/resources-script';
import { FIXED_SETTINGS } from '@/lib/rules/shared/settings/setting-advice';
import type { DatabaseView } from './database-view';
import { missingArtifacts } from './missing-artifacts';

type Asked = z.output<typeof resourcesPlanRequest>['answers'];

/** What the settings of a server should be on its machine, and the script that makes them so. */
export function resourcesAnswer({ snapshot, target }: DatabaseView, asked: Asked): ResourcesPlan {
  return resourcesPlanOf(target.id, snapshot, machineOf(target.profile, answersOf(asked)));
}

/** The same for a snapshot that nobody watches. */
export function resourcesPlanOf(
  databaseId: string,
  snapshot: Snapshot | null,
  machine: Machine,
): ResourcesPlan {
  const settings = artifactRows(snapshot, 'settings');
  const base = {
    databaseId,
    snapshotAt: snapshot?.takenAt ?? null,
    machine,
    missing: missingArtifacts(snapshot, ['settings']),
  };
  if (!snapshot || !settings) return { ...base, ...NO_PLAN };
  if (snapshot.server.engine === 'embedded')
    return { ...base, ...NO_PLAN, whyNot: FIXED_SETTINGS.notApplicable };
  const plan = resourcesPlan(
    {
      settings,
      settingOverrides: artifactRows(snapshot, 'settingOverrides'),
      databases: artifactRows(snapshot, 'databases'),
      wal: artifactRows(snapshot, 'wal')?.[0] ?? null,
      server: snapshot.server,
      nowMs: Date.parse(snapshot.takenAt),
    },
    machine,
  );
  const script = resourcesScript(plan.settings);
  return {
    ...base,
    hints: plan.hints,
    asks: [...plan.asks],
    settings: plan.settings.map((setting) => ({
      ...setting,
      asks: [...setting.asks],
      overrides: [...setting.overrides],
    })),
    memoryUse: plan.memoryUse,
    script: script?.apply ?? null,
    undo: script?.undo ?? null,
    lines: script?.lines ?? null,
    notes: NOTES,
    whyNot: refusesAlterSystem(settings)
      ? 'allow_alter_system is off: the server refuses ALTER SYSTEM. Take the lines for the configuration file.'
      : null,
  };
}

const NO_PLAN = {
  hints: { memoryBytes: null, cores: null },
  asks: [],
  settings: null,
  memoryUse: null,
  script: null,
  undo: null,
  lines: null,
  notes: [],
  whyNot: null,
};

const NOTES = [
  'With a standby raise max_worker_processes and max_locks_per_transaction there first: one with fewer than its primary does not start.',
  'If a restart fails, postgres -C NAME shows what a value comes to, and the line can be deleted from postgresql.auto.conf.',
  'Managed services refuse ALTER SYSTEM: set the values in their console.',
];

const refusesAlterSystem = (settings: readonly Row<'settings'>[]) =>
  settings.some(({ name, setting }) => name === 'allow_alter_system' && setting === 'off');

/** What was answered, without the keys that were not. */
function answersOf(asked: Asked): Partial<Machine> {
  return Object.fromEntries(Object.entries(asked ?? {}).filter(([, value]) => value !== undefined));
}
