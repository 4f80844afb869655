import { type Artifact, collect, type Tier } from '@/lib/collect/collector';
import { type ArtifactName, type Artifacts, collectors, type Snapshot } from '@/lib/collect/snapshot';
import type { MonitoredTarget } from '@/lib/config/monitored-target';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { AppError, type ErrorCode } from '@/lib/errors';
import { type Judgement, judge } from '@/lib/rules/judge';
import type { Replica, Trends } from '@/lib/rules/rule';
import { type CollectorCost, CollectorSchedule } from './collector-schedule';
import { exactTurn } from './exact-turn';
import { keptWhileLocked } from './kept-while-locked';
import { Pause } from './pause';
import { LOOPS } from './tiers';

const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 60_000;

/** What a screen of sessions shows while it is open. */
const ACTIVITY: readonly ArtifactName[] = ['activity', 'locks', 'sessions', 'progress'];
/** Just below the screen's interval, so that each of its rounds reads once, however many look. */
const ACTIVITY_FRESH_MS = 4_000;

/** Why a database cannot be read at the moment. What was read before stays, with its age. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
  readonly since: string;
  readonly nextAttemptAt: string;
}

/** One round of collection that has ended. */
export interface Round {
  readonly target: MonitoredTarget;
  readonly collected: readonly ArtifactName[];
  readonly snapshot: Snapshot;
  /** How often a collector runs at present. */
  everySeconds(name: ArtifactName): number;
  /** Null when only the live tier was collected: it changes no verdict. */
  readonly judgement: Judgement | null;
}

/** Watches one database: collects each tier when it is due, judges, and keeps the newest of everything. */
export class MonitoredDatabase {
  readonly target: MonitoredTarget;
  readonly #onRound: (round: Round) => void;
  readonly #trendsNow: () => Trends;
  readonly #replicasNow: () => readonly Replica[];
  readonly #database: Database;
  readonly #schedule = new CollectorSchedule();
  readonly #pauses = LOOPS.map(() => new Pause());
  #isStopped = false;
  #server: ServerFacts | null = null;
  #artifacts: Artifacts = {};
  #snapshot: Snapshot | null = null;
  #judgement: Judgement | null = null;
  #problem: Problem | null = null;
  #activity: { readonly reading: Promise<Snapshot | null>; endedAtMs: number | null } | null = null;

  constructor(
    target: MonitoredTarget,
    onRound: (round: Round) => void,
    trendsNow: () => Trends,
    replicasNow: () => readonly Replica[],
  ) {
    this.target = target;
    this.#onRound = onRound;
    this.#trendsNow = trendsNow;
    this.#replicasNow = replicasNow;
    this.#database = openDatabase(target);
  }

  get snapshot(): Snapshot | null {
    return this.#snapshot;
  }
  get judgement(): Judgement | null {
    return this.#judgement;
  }
  get problem(): Problem | null {
    return this.#problem;
  }
  get costs(): readonly CollectorCost[] {
    return this.#schedule.costs(Date.now());
  }

  /** up: everything was read that our role may read; degraded: connected, but some statements fail; down: no connection; unknown: not tried yet. */
  get status(): 'up' | 'degraded' | 'down' | 'unknown' {
    if (this.#problem) return 'down';
    const server = this.#server;
    if (!server || !this.#snapshot) return 'unknown';
    const fails = (name: ArtifactName) => hasFailed(this.#artifacts[name], name, server);
    return (Object.keys(this.#artifacts) as ArtifactName[]).some(fails) ? 'degraded' : 'up';
  }

  start(): void {
    LOOPS.forEach((tiers, at) => {
      void this.#loop(tiers, this.#pauses[at] ?? new Pause());
    });
  }

  /** Collects everything now, instead of when it is due. Resolves when both loops have passed. */
  async collectNow(): Promise<void> {
    this.#schedule.hasten(LOOPS.flat());
    await Promise.all(this.#pauses.map((pause) => pause.endAndAwaitNext()));
  }

  /**
   * The newest snapshot with sessions, locks and progress of this moment: read once for everyone who asks meanwhile. Of
   * a server that does not answer, what was known of it.
   */
  activityNow(): Promise<Snapshot | null> {
    const nowMs = Date.now();
    const known = this.#activity;
    if (known && (known.endedAtMs === null || nowMs - known.endedAtMs < ACTIVITY_FRESH_MS))
      return known.reading;
    const begun: { reading: Promise<Snapshot | null>; endedAtMs: number | null } = {
      reading: this.#readActivity().catch(() => this.#snapshot),
      endedAtMs: null,
    };
    void begun.reading.then(() => {
      begun.endedAtMs = Date.now();
    });
    this.#activity = begun;
    return begun.reading;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const pause of this.#pauses) pause.end();
    await this.#database.close();
  }

  async #loop(tiers: readonly Tier[], pause: Pause): Promise<void> {
    let failures = 0;
    while (!this.#isStopped) {
      try {
        await this.#round(tiers);
        failures = 0;
        this.#problem = null;
        await pause.until(this.#schedule.nextDueAtMs(tiers));
      } catch (error) {
        const retryAtMs = Date.now() + Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures++);
        this.#report(error, retryAtMs);
        await pause.until(retryAtMs);
      }
    }
  }

  /** Throws only when the server cannot be reached; what a single statement meets stands in its artifact. */
  async #round(tiers: readonly Tier[]): Promise<void> {
    const names = this.#schedule.due(tiers, Date.now());
    if (names.length === 0) return;
    const server = await probeServer(this.#database);
    this.#server = server;
    const collected = await this.#collectEach(server, names, (name) => this.#collect(server, name));
    this.#finish(server, names, collected);
  }

  async #readActivity(): Promise<Snapshot | null> {
    const server = this.#server;
    if (!server || !this.#snapshot) return this.#snapshot;
    const read = async (name: ArtifactName) => {
      const { artifact, tookMs } = await timed(() =>
        collect<unknown>(this.#database, server, collectors[name]),
      );
      this.#schedule.recordBeside(name, tookMs, Date.now());
      return artifact;
    };
    const artifacts = { ...this.#artifacts, ...(await this.#collectEach(server, ACTIVITY, read)) };
    return { ...this.#snapshot, takenAt: new Date().toISOString(), artifacts };
  }

  /** A server that went away fails all of them, not one after the other: what was read before stays. */
  async #collectEach(
    server: ServerFacts,
    names: readonly ArtifactName[],
    read: (name: ArtifactName) => Promise<Artifact<unknown>>,
  ): Promise<Artifacts> {
    const collected: Partial<Record<ArtifactName, Artifact<unknown>>> = {};
    for (const name of names) {
      if (this.#isStopped) break;
      const artifact = await read(name);
      if (hasFailed(artifact, name, server)) await probeServer(this.#database);
      collected[name] = artifact;
    }
    // Each value was made by the collector of that name.
    return collected as Artifacts;
  }

  async #collect(server: ServerFacts, name: ArtifactName): Promise<Artifact<unknown>> {
    const collector = collectors[name];
    const run = () => timed(() => collect<unknown>(this.#database, server, collector));
    const { artifact, tookMs } = await (collector.tier === 'exact' ? exactTurn(run) : run());
    this.#schedule.record(name, tookMs, Date.now());
    return artifact;
  }

  #finish(server: ServerFacts, names: readonly ArtifactName[], collected: Artifacts): void {
    if (this.#isStopped) return;
    const nowMs = Date.now();
    const read = keptWhileLocked(this.#artifacts, collected);
    this.#artifacts = { ...this.#artifacts, ...read };
    const snapshot = {
      databaseId: this.target.id,
      takenAt: new Date(nowMs).toISOString(),
      server,
      artifacts: this.#artifacts,
    };
    this.#snapshot = snapshot;
    const isLiveOnly = names.every((name) => collectors[name].tier === 'live');
    if (!isLiveOnly)
      this.#judgement = judge(snapshot, {
        nowMs,
        profile: this.target.profile,
        trends: this.#trendsNow(),
        replicas: this.#replicasNow(),
      });
    this.#onRound({
      target: this.target,
      collected: names.filter((name) => read[name] === collected[name]),
      snapshot,
      everySeconds: (name) => this.#schedule.everySeconds(name),
      judgement: isLiveOnly ? null : this.#judgement,
    });
  }

  #report(error: unknown, retryAtMs: number): void {
    const known =
      error instanceof AppError ? error : new AppError('internal', 'The database could not be read');
    this.#problem = {
      code: known.code,
      message: known.message,
      hint: known.hint ?? null,
      since: this.#problem?.since ?? new Date().toISOString(),
      nextAttemptAt: new Date(retryAtMs).toISOString(),
    };
  }
}

/** Whether there is a statement for this server and it brought nothing, for another reason than a grant that our role lacks. */
function hasFailed(
  artifact: Artifact<unknown> | undefined,
  name: ArtifactName,
  server: ServerFacts,
): boolean {
  return (
    artifact?.status === 'unavailable' && !artifact.mend && typeof collectors[name].sql(server) === 'string'
  );
}

/** What failed took its time too. */
async function timed(
  read: () => Promise<Artifact<unknown>>,
): Promise<{ artifact: Artifact<unknown>; tookMs: number }> {
  const startedAtMs = Date.now();
  const artifact = await read();
  return { artifact, tookMs: artifact.status === 'ok' ? artifact.tookMs : Date.now() - startedAtMs };
}
