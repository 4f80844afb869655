import type { PlannedSetting, ResourcesPlan } from '@/lib/api/resources-plan';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { indented } from './indented';

const APPLIES: Readonly<Record<PlannedSetting['applies'], string>> = {
  restart: 'after a restart',
  reload: 'after a reload',
  'new-sessions': 'for new sessions',
};

/** What to change for this machine and why, with the script and its undo, for a terminal. */
export function resourcesText(plan: ResourcesPlan): string {
  const { databaseId, machine, memoryUse, script, undo, lines, notes, whyNot } = plan;
  const settings = plan.settings ?? [];
  const differing = settings.filter(({ verdict }) => verdict === 'change' || verdict === 'elsewhere');
  return [
    `${databaseId}: ${counted(differing.length, 'setting')} to change, ${settings.length - differing.length} fit ${machineText(machine)}.`,
    ...differing.map(settingText),
    ...(memoryUse === null ? [] : [memoryText(memoryUse)]),
    ...(whyNot === null ? [] : [whyNot]),
    ...block('Apply, as a superuser:', whyNot === null ? script : null),
    ...block('Undo:', whyNot === null ? undo : null),
    ...block('The same as lines of postgresql.conf:', lines),
    ...(differing.length === 0 ? [] : [notes.map((note) => `  ${note}`).join('\n')]),
  ].join('\n\n');
}

const block = (title: string, text: string | null): string[] =>
  text === null ? [] : [`  ${title}\n${indented(text, 4)}`];

const machineText = ({ memoryBytes, cores, diskKind, workload, diskBytes }: ResourcesPlan['machine']) =>
  [
    ...(memoryBytes === null ? [] : [`${bytes(memoryBytes)} of memory`]),
    ...(cores === null ? [] : [counted(cores, 'core')]),
    ...(diskKind === null ? [] : [diskKind]),
    ...(workload === null ? [] : [workload]),
    ...(diskBytes === null ? [] : [`${bytes(diskBytes)} of disk`]),
  ].join(', ');

function settingText(setting: PlannedSetting): string {
  const { name, now, advised, applies, formula, why, choice, worsens, limits, overrides, verify } = setting;
  return [
    `▲ ${name}: ${now} → ${advised ?? 'not known'}, ${APPLIES[applies]}`,
    `  ${why}`,
    `  Formula: ${formula}`,
    ...(choice === null ? [] : [`  ${choice}`]),
    `  Worsens: ${worsens}`,
    ...(limits === null ? [] : [`  ${limits}`]),
    ...(overrides.length === 0 ? [] : [`  Wins over it: ${overrides.join('; ')}`]),
    ...(verify === null ? [] : [`  Verify (expect ${verify.expect}):`, indented(verify.sql, 4)]),
  ].join('\n');
}

function memoryText({ totalBytes, memoryBytes, fits }: NonNullable<ResourcesPlan['memoryUse']>): string {
  return `${fits ? '✓' : '▲'} The server then takes ${bytes(totalBytes)} of ${bytes(memoryBytes)} at most, when everything happens at once${fits ? '' : ': more than nine tenths of the memory'}.`;
}
