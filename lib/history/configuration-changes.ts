import type { Configuration } from './configuration';

export interface ConfigurationChange {
  readonly kind: 'setting' | 'role' | 'host-rule';
  readonly title: string;
}

/** What differs, in the words of a list. Of what was not known before, nothing is told. */
export function configurationChanges(
  before: Configuration,
  now: Configuration,
): readonly ConfigurationChange[] {
  return [
    ...told('setting', changedSettings(before, now)),
    ...told('setting', changedOverrides(before, now)),
    ...told('role', changedPowers(before, now)),
    ...told('host-rule', changedRules(before, now)),
  ];
}

const told = (kind: ConfigurationChange['kind'], titles: readonly string[]): ConfigurationChange[] =>
  titles.map((title) => ({ kind, title }));

/** Only those that were there and are: others came or went with a version, a module or a right to see them. */
function changedSettings(before: Configuration, now: Configuration): string[] {
  const changed = Object.entries(now.settings ?? {}).flatMap(([name, value]) => {
    const was = ownValue(before.settings ?? {}, name);
    return was === undefined || was === value ? [] : [`${name} became ${value}, was ${was}`];
  });
  const waited = new Set(before.waiting ?? now.waiting);
  const waiting = (now.waiting ?? []).filter((name) => !waited.has(name));
  return [...changed, ...waiting.map((name) => `${name} was changed and waits for a restart`)];
}

function changedOverrides({ overrides: before }: Configuration, { overrides: now }: Configuration): string[] {
  if (!before || !now) return [];
  return keysOf(before, now).flatMap((name) => {
    const [was, value] = [ownValue(before, name), ownValue(now, name)];
    if (was === value) return [];
    if (value === undefined) return [`${name} is not set any more, was ${was}`];
    return [`${name} became ${value}, was ${was ?? 'not set'}`];
  });
}

function changedPowers({ powers: before }: Configuration, { powers: now }: Configuration): string[] {
  if (!before || !now) return [];
  return keysOf(before, now).flatMap((role) => {
    const [had, has] = [ownValue(before, role) ?? [], ownValue(now, role) ?? []];
    const [gained, lost] = [without(has, had), without(had, has)];
    return [
      ...(gained.length > 0 ? [`Role ${role} gained: ${gained.join(', ')}`] : []),
      ...(lost.length > 0 ? [`Role ${role} lost: ${lost.join(', ')}`] : []),
    ];
  });
}

/** The first line that fits decides, so their order is part of what they say. */
function changedRules({ hostRules: before }: Configuration, { hostRules: now }: Configuration): string[] {
  if (!before || !now || before.join('\n') === now.join('\n')) return [];
  const changed = [
    ...without(now, before).map((line) => `pg_hba.conf gained: ${line}`),
    ...without(before, now).map((line) => `pg_hba.conf lost: ${line}`),
  ];
  return changed.length > 0 ? changed : ['The order of the lines in pg_hba.conf changed'];
}

/** A role may be called `constructor`, which every object has. */
const ownValue = <Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const keysOf = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])];

/** What is left of a list when each of another has taken one of it away. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...list];
  for (const other of others) {
    const at = left.indexOf(other);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}
