import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { postgresSize } from '@/lib/derive/postgres-size';
import { inSettingUnit, settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import type { Check } from '@/lib/rules/rule';
import { scopeText, settingAdvice, settingLimits } from '@/lib/rules/shared/settings/setting-advice';
import { walPerInterval } from '@/lib/rules/shared/settings/wal-size';
import { alterSystem } from '@/lib/sql/setting';
import type { Sql } from '@/lib/sql/statement';
import type { Amount, Facts, Formula, Told } from './formula';
import { FORMULAS } from './formulas';
import type { Machine, Question } from './machine';
import { type MemoryUse, memoryUse } from './memory-use';

/** From it on a value differs: both tuners print rounded values. */
const CLOSE_ENOUGH_RATIO = 0.05;

export interface ResourcesInput {
  readonly settings: readonly Row<'settings'>[];
  readonly settingOverrides: readonly Row<'settingOverrides'>[] | null;
  readonly databases: readonly Row<'databases'>[] | null;
  readonly wal: Row<'wal'> | null;
  readonly server: ServerFacts;
  readonly nowMs: number;
}

/**
 * `change`: the value differs from the advice; `keep`: it does not, or is good all the same; `unknown`: an answer is
 * missing; `elsewhere`: it differs, and something wins over ALTER SYSTEM.
 */
export type Verdict = 'change' | 'keep' | 'unknown' | 'elsewhere';

export interface SettingPlan {
  readonly name: string;
  readonly group: Formula['group'];
  readonly verdict: Verdict;
  readonly now: string;
  readonly source: string;
  /** Null where the setting is best left alone, or an answer is missing. */
  readonly advised: string | null;
  readonly asks: readonly Question[];
  readonly timescaledbTune: string | null;
  readonly pgtune: string | null;
  readonly formula: string;
  readonly why: string;
  readonly choice: string | null;
  readonly worsens: string;
  readonly applies: 'restart' | 'reload' | 'new-sessions';
  /** What ALTER SYSTEM does not reach, or what waits for a restart. */
  readonly limits: string | null;
  /** Databases and roles whose own value wins. */
  readonly overrides: readonly string[];
  readonly sql: Sql | null;
  readonly undo: Sql | null;
  readonly verify: Check | null;
}

export interface ResourcesPlan {
  readonly settings: readonly SettingPlan[];
  /** What is to be answered so that more can be said. */
  readonly asks: readonly Question[];
  readonly hints: { readonly memoryBytes: number | null; readonly cores: number | null };
  readonly memoryUse: MemoryUse | null;
}

/** What each setting is, what this machine wants, and the SQL between the two. Settings that this server lacks are left out. */
export function resourcesPlan(input: ResourcesInput, machine: Machine): ResourcesPlan {
  const given = new Map<string, number>();
  const facts = factsOf(input, machine, given);
  const settings = FORMULAS.flatMap((formula) => {
    const setting = input.settings.find(({ name }) => name === formula.name);
    if (!setting || setting.setting === null) return [];
    const plan = settingPlan(formula, setting, facts, input);
    const amount = amountOf(formula.ours(facts));
    if (plan.verdict === 'change' && typeof amount === 'number') given.set(formula.name, amount);
    return [plan];
  });
  return {
    settings,
    asks: [...new Set(settings.flatMap((plan) => plan.asks))],
    hints: hintsOf(input.settings),
    memoryUse: memoryUse(facts),
  };
}

function factsOf(input: ResourcesInput, machine: Machine, given: ReadonlyMap<string, number>): Facts {
  const { settings, databases, wal, server, nowMs } = input;
  const numberOf = (name: string) => presentNumber(name, settings);
  return {
    ...machine,
    major: server.major,
    hasTimescale: server.timescale !== null,
    databases: databases?.filter(({ isTemplate }) => !isTemplate).length ?? 1,
    walBytesPerInterval: walPerInterval(wal ?? undefined, settings, nowMs),
    numberOf,
    allowed: (name) => settings.find((setting) => setting.name === name)?.allowedValues ?? [],
    planned: (name) => given.get(name) ?? numberOf(name),
  };
}

function presentNumber(name: string, settings: readonly Row<'settings'>[]): number | null {
  const value = settings.find((setting) => setting.name === name)?.setting;
  if (value == null) return null;
  // -1 is no size: it says that another setting counts.
  if (Number(value) < 0) return Number(value);
  return settingBytes(name, settings) ?? (Number.isNaN(Number(value)) ? null : Number(value));
}

function settingPlan(
  formula: Formula,
  setting: Row<'settings'>,
  facts: Facts,
  { settingOverrides, server }: ResourcesInput,
): SettingPlan {
  const { name, group, why, worsens, choice } = formula;
  const isSize = inSettingUnit(0, setting) !== null;
  const told = formula.ours(facts);
  const advised = amountOf(told);
  const differs =
    advised !== null &&
    !isClose(nowOf(setting, facts), advised) &&
    !formula.fits?.(nowOf(setting, facts), facts, advised);
  const change = differs ? changeOf(setting, advised, isSize, worsens, server) : null;
  const words = (amount: Amount | null) => (amount === null ? null : amountText(amount, isSize, setting));
  return {
    name,
    group,
    verdict: verdictOf(told, differs, change !== null),
    now: isSize && Number(setting.setting) >= 0 ? bytes(settingBytes(name, [setting])) : nowText(setting),
    source: setting.source,
    advised: words(advised),
    asks: told !== null && typeof told === 'object' ? told.asks : [],
    timescaledbTune: words(amountOf(formula.timescaledbTune(facts))),
    pgtune: words(amountOf(formula.pgtune(facts))),
    formula: formula.formula,
    why,
    choice: choice ?? null,
    worsens,
    applies:
      setting.context === 'postmaster'
        ? 'restart'
        : setting.context.endsWith('backend')
          ? 'new-sessions'
          : 'reload',
    limits: settingLimits(setting).trim() || null,
    overrides: (settingOverrides ?? []).filter((row) => row.name === name).map(overrideText),
    sql: change?.sql ?? null,
    undo: change?.undo ?? null,
    verify: change?.verify ?? null,
  };
}

const amountOf = (told: Told): Amount | null => (told !== null && typeof told === 'object' ? null : told);

function verdictOf(told: Told, differs: boolean, canChange: boolean): Verdict {
  if (told !== null && typeof told === 'object') return 'unknown';
  if (!differs) return 'keep';
  return canChange ? 'change' : 'elsewhere';
}

const nowOf = ({ name, setting }: Row<'settings'>, { numberOf }: Facts): Amount =>
  numberOf(name) ?? setting ?? '';

function isClose(now: Amount, advised: Amount): boolean {
  if (now === advised) return true;
  const [a, b] = [Number(now), Number(advised)];
  return !Number.isNaN(a) && !Number.isNaN(b) && Math.abs(a - b) <= CLOSE_ENOUGH_RATIO * Math.abs(b);
}

/** Null where something wins over ALTER SYSTEM, or the value is not one that this server takes. */
function changeOf(
  setting: Row<'settings'>,
  advised: Amount,
  isSize: boolean,
  worsens: string,
  server: ServerFacts,
): { readonly sql: Sql; readonly undo: Sql; readonly verify: Check } | null {
  const { name, allowedValues } = setting;
  if (allowedValues && !allowedValues.includes(String(advised))) return null;
  const text = isSize ? postgresSize(Number(advised)) : advised;
  const value = isSize ? inSettingUnit(roundedBytes(Number(advised)), setting) : advised;
  if (value === null) return null;
  const { advice } = settingAdvice({ setting, value, worsens }, server);
  if (!advice || 'impossible' in advice.undo) return null;
  const [undo] = advice.undo;
  return undo ? { sql: alterSystem(name, text), undo: undo.sql, verify: advice.verify } : null;
}

const MIB = 1_048_576;
const roundedBytes = (size: number) => (size >= MIB ? Math.floor(size / MIB) * MIB : size);

function amountText(amount: Amount, isSize: boolean, { unit }: Row<'settings'>): string {
  if (typeof amount === 'string') return amount;
  if (isSize) return bytes(roundedBytes(amount));
  return unit === null ? String(amount) : `${amount} ${unit}`;
}

const nowText = ({ setting, unit }: Row<'settings'>) =>
  unit === null || Number(setting) < 0 ? (setting ?? '') : `${setting} ${unit}`;

const overrideText = (row: Row<'settingOverrides'>) => `${scopeText(row)}: ${row.setting ?? 'not shown'}`;

/** What the settings make one guess, where somebody has set them once (operations reference: memory is not in SQL). */
function hintsOf(settings: readonly Row<'settings'>[]): ResourcesPlan['hints'] {
  const isSet = (name: string) => {
    const setting = settings.find((row) => row.name === name);
    return setting !== undefined && setting.setting !== setting.bootValue;
  };
  const buffers = settingBytes('shared_buffers', settings);
  const parallel = presentNumber('max_parallel_workers', settings);
  // What initdb writes is nobody's choice.
  const isChosen = buffers !== null && buffers > 128 * MIB;
  return {
    memoryBytes: isChosen ? buffers * 4 : null,
    cores: isSet('max_parallel_workers') ? parallel : null,
  };
}
