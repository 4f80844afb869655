import type { Collector, Tier } from '@/lib/collect/collector';
import { type ArtifactName, collectors } from '@/lib/collect/snapshot';
import { TIERS } from './tiers';

/** Three rounds over budget in a row are no accident. */
const ROUNDS_BEFORE_SLOWING = 3;
const SLOWEST = 16;
const MINUTE_MS = 60_000;

/** What one collector costs the database, as measured from here: the wait for a free core counts too. */
export interface CollectorCost {
  readonly collector: ArtifactName;
  readonly tier: Tier;
  readonly intervalSeconds: number;
  readonly lastTookMs: number | null;
  readonly totalMs: number;
  readonly rounds: number;
  /** What reads beside the schedule took within the last minute, such as those for a screen that is open. */
  readonly besideMsOfLastMinute: number;
  readonly budgetMs: number;
  /** How many times rarer than planned it runs, because it was over budget three times in a row; 1 is as planned. */
  readonly slowedBy: number;
}

interface Entry {
  readonly tier: Tier;
  dueAtMs: number;
  lastTookMs: number | null;
  totalMs: number;
  rounds: number;
  beside: readonly { readonly atMs: number; readonly tookMs: number }[];
  roundsOver: number;
  slowedBy: number;
}

/** When each collector of one database is due, and what it has cost. A collector over its budget runs rarer, until it is back within. */
export class CollectorSchedule {
  readonly #entries = new Map<ArtifactName, Entry>();

  constructor() {
    for (const [name, { tier }] of Object.entries<Collector<string, unknown>>(collectors)) {
      const entry: Entry = {
        tier,
        dueAtMs: 0,
        lastTookMs: null,
        totalMs: 0,
        rounds: 0,
        beside: [],
        roundsOver: 0,
        slowedBy: 1,
      };
      // The keys of the registry are what `ArtifactName` is made of.
      this.#entries.set(name as ArtifactName, entry);
    }
  }

  due(tiers: readonly Tier[], nowMs: number): readonly ArtifactName[] {
    return this.#of(tiers).flatMap(([name, { dueAtMs }]) => (dueAtMs <= nowMs ? [name] : []));
  }

  nextDueAtMs(tiers: readonly Tier[]): number {
    return Math.min(...this.#of(tiers).map(([, { dueAtMs }]) => dueAtMs));
  }

  /** Makes everything of these tiers due at once. */
  hasten(tiers: readonly Tier[]): void {
    for (const [, entry] of this.#of(tiers)) entry.dueAtMs = 0;
  }

  /** A round of the schedule: counts what it took, and says when the next is due. */
  record(name: ArtifactName, tookMs: number, nowMs: number): void {
    this.#count(name, tookMs);
    this.#setDue(name, tookMs, nowMs);
  }

  /** A read beside the schedule: it costs the database as much, but leaves when and how often the collector runs. */
  recordBeside(name: ArtifactName, tookMs: number, nowMs: number): void {
    this.#count(name, tookMs);
    const entry = this.#entries.get(name);
    if (entry) entry.beside = [...ofLastMinute(entry, nowMs), { atMs: nowMs, tookMs }];
  }

  #count(name: ArtifactName, tookMs: number): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    entry.lastTookMs = tookMs;
    entry.totalMs += tookMs;
    entry.rounds += 1;
  }

  #setDue(name: ArtifactName, tookMs: number, nowMs: number): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    const { intervalSeconds, budgetMs } = TIERS[entry.tier];
    const isOver = tookMs > budgetMs;
    entry.roundsOver = isOver ? entry.roundsOver + 1 : 0;
    if (!isOver) entry.slowedBy = 1;
    else if (entry.roundsOver % ROUNDS_BEFORE_SLOWING === 0)
      entry.slowedBy = Math.min(SLOWEST, entry.slowedBy * 2);
    entry.dueAtMs = nowMs + intervalSeconds * entry.slowedBy * 1_000;
  }

  /** How often a collector runs at present. */
  everySeconds(name: ArtifactName): number {
    return TIERS[collectors[name].tier].intervalSeconds * (this.#entries.get(name)?.slowedBy ?? 1);
  }

  costs(nowMs: number): readonly CollectorCost[] {
    return [...this.#entries].map(([collector, entry]) => ({
      collector,
      tier: entry.tier,
      intervalSeconds: TIERS[entry.tier].intervalSeconds * entry.slowedBy,
      lastTookMs: entry.lastTookMs,
      totalMs: entry.totalMs,
      rounds: entry.rounds,
      besideMsOfLastMinute: ofLastMinute(entry, nowMs).reduce((sum, { tookMs }) => sum + tookMs, 0),
      budgetMs: TIERS[entry.tier].budgetMs,
      slowedBy: entry.slowedBy,
    }));
  }

  #of(tiers: readonly Tier[]): readonly (readonly [ArtifactName, Entry])[] {
    return [...this.#entries].filter(([, { tier }]) => tiers.includes(tier));
  }
}

const ofLastMinute = ({ beside }: Entry, nowMs: number) =>
  beside.filter(({ atMs }) => nowMs - atMs < MINUTE_MS);
