import type { Machine, Question } from './machine';

/** Bytes where the setting has a unit of memory, else a number of its own unit or its word. */
export type Amount = number | string;

/** What the formulas may look at besides the machine. */
export interface Facts extends Machine {
  readonly major: number;
  readonly hasTimescale: boolean;
  /** Databases of this server that TimescaleDB may be in. */
  readonly databases: number;
  readonly walBytesPerInterval: number | null;
  /** A setting of now in bytes or in its own unit; null where it is not there. */
  numberOf(name: string): number | null;
  allowed(name: string): readonly string[];
  /** What this plan gives another setting, or its value of now. */
  planned(name: string): number | null;
}

/** A value, `null` where the setting is best left alone, or what has to be answered first. */
export type Told = Amount | null | { readonly asks: readonly Question[] };

export interface Formula {
  readonly name: string;
  readonly group: 'memory' | 'parallel' | 'log' | 'planner' | 'autovacuum' | 'io' | 'locks';
  /** What each tool would set; null where it sets nothing. */
  readonly timescaledbTune: (facts: Facts) => Told;
  readonly pgtune: (facts: Facts) => Told;
  readonly ours: (facts: Facts) => Told;
  /** Whether a value that differs from ours is good all the same. */
  readonly fits?: (now: Amount, facts: Facts, advised: Amount) => boolean;
  /** Our arithmetic in words. */
  readonly formula: string;
  readonly why: string;
  readonly worsens: string;
  /** Where the tools differ, and what we choose. */
  readonly choice?: string;
}

export const asks = (...questions: Question[]) => ({ asks: questions });
export const nothing = () => null;
export const always = (value: Amount) => () => value;
export const withMemory = (of: (memoryBytes: number, facts: Facts) => Told) => (facts: Facts) =>
  facts.memoryBytes === null ? asks('memoryBytes') : of(facts.memoryBytes, facts);
export const withCores = (of: (cores: number, facts: Facts) => Told) => (facts: Facts) =>
  facts.cores === null ? asks('cores') : of(facts.cores, facts);
export const ofTimescale = (of: (facts: Facts) => Told) => (facts: Facts) =>
  facts.hasTimescale ? of(facts) : null;
/** Of what is never lowered. */
export const isAtLeast: NonNullable<Formula['fits']> = (now, _facts, advised) =>
  Number(now) >= Number(advised);
