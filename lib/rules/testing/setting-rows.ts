import type { Row } from '@/lib/collect/snapshot';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

/** The server settings that are named, without a unit. */
export function settings(values: Readonly<Record<string, number | string>>): Row<'settings'>[] {
  return Object.entries(values).map(([name, value]) => ({
    name,
    setting: String(value),
    unit: null,
    category: 'test',
    context: 'postmaster',
    valueType: typeof value === 'number' ? 'integer' : 'string',
    source: 'configuration file',
    isFromAlterSystem: false,
    bootValue: null,
    allowedValues: null,
    isPendingRestart: false,
  }));
}

/** What ALTER DATABASE app SET says. */
export function settingOverride(over: Partial<Row<'settingOverrides'>> = {}): Row<'settingOverrides'> {
  return { databaseName: 'app', roleName: null, name: 'work_mem', setting: '64MB', ...over };
}

/** A setting of memory in its unit. */
export function memorySetting(
  name: string,
  setting: number,
  unit: 'MB' | 'kB' | '8kB' = 'MB',
): Row<'settings'> {
  return {
    name,
    setting: String(setting),
    unit,
    category: 'test',
    context: 'sighup',
    valueType: 'integer',
    source: 'configuration file',
    isFromAlterSystem: false,
    bootValue: null,
    allowedValues: null,
    isPendingRestart: false,
  };
}
