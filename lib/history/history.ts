import pg from 'pg';
import type { Snapshot } from '@/lib/collect/snapshot';
import { toConnectionError } from '@/lib/db/connection-error';
import { withoutSessionDefaults } from '@/lib/db/connection-settings';
import { statementReading } from '@/lib/derive/statement-reading';
import { AppError } from '@/lib/errors';
import type { Judgement } from '@/lib/rules/judge';
import type { TrendRequest } from '@/lib/rules/rule';
import type { ReadTrends } from '@/lib/rules/trends';
import {
  ConfigurationBook,
  readConfigurations,
  tellsConfiguration,
  writeConfigurationNews,
} from './configuration-book';
import { withinDeadline } from './deadline';
import { type Effect, type EffectRequest, readEffect } from './effect';
import { type EventsRead, eventsBetween, type HistoryEvent, readEvents, writeEvents } from './events';
import { FindingBook, readFindings, writeFindings } from './finding-book';
import type { Decision, FindingRecord } from './finding-life';
import { type JobRun, knownRuns, readJobRuns, writeJobRuns } from './job-runs';
import type { KeptRound } from './kept-round';
import { KeptTrends, OF_MORE_HOURS, OF_THE_HOUR, together } from './kept-trends';
import { migrate } from './migrations';
import type { Readings } from './rates';
import { roundSamples } from './round-samples';
import { prune, readGrowth, rollUp, writeSamples } from './samples';
import { readSeries, type Series, type SeriesRequest } from './series';
import {
  type KeptReading,
  READING_EVERY_SECONDS,
  readStatementReading,
  writeStatementReading,
} from './statement-readings';
import { readTrends } from './trends';
import { readUsualPeaks } from './usual-peaks';
import type { Value } from './value';
import { WriteQueue } from './write-queue';

const CONNECTIONS = 2;
/** About an hour of three databases. */
const MOST_WAITING = 2_000;
const UPKEEP_MS = 300_000;
const RETRY_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** Somebody looks at a screen and waits. */
const READ_PATIENCE_MS = 3_000;
/** What has not come again by then is gone: a dropped chunk, a statement that nobody runs any more. */
const FORGOTTEN_MS = 86_400_000;
const GROWING = [
  'databaseBytes',
  'hypertableBytes',
  'totalBytes',
  'tableBytes',
  'sequenceValue',
  'databaseXidAge',
  'databaseMultixactAge',
];

export interface LatestValue {
  readonly value: number;
  readonly at: string;
}

export interface HistoryStatus {
  /** Why history cannot be read or written at the moment; null when it works. */
  readonly problem: string | null;
  /** What it runs on, such as `PostgreSQL 17.5, TimescaleDB 2.23.0`; null before it was reached. */
  readonly engine: string | null;
  readonly waitingWrites: number;
  readonly droppedWrites: number;
}

/** What is in memory of one database, so that answers never wait for the store. */
interface Remembered {
  readonly readings: Readings;
  readonly latest: Map<string, LatestValue>;
  /** The runs of jobs that are on their way or stored, as they were then. */
  runs: ReadonlySet<string>;
  snapshot: Snapshot | null;
  judgement: Judgement | null;
  readonly hourTrends: KeptTrends;
  readonly longTrends: KeptTrends;
  statementsKeptAtMs: number;
}

const OPENING = 'History is being opened';

/**
 * Samples, job runs, events and the life of findings, on any PostgreSQL from 13 on, with or without TimescaleDB.
 * Monitoring never waits for it: writes are queued, and while the store is away they wait there.
 */
export class History {
  readonly #url: string;
  readonly #pool: pg.Pool;
  readonly #queue = new WriteQueue(MOST_WAITING);
  readonly #remembered = new Map<string, Remembered>();
  readonly #growth = new Map<string, number>();
  readonly #runsRead = new Map<string, Promise<readonly JobRun[]>>();
  readonly #upkeep: NodeJS.Timeout;
  #books: Map<string, FindingBook> | null = null;
  #configurations: ConfigurationBook | null = null;
  #hasPolicies = false;
  #engine: string | null = null;
  #problem: string | null = OPENING;
  #isClosed = false;

  constructor(url: string) {
    this.#url = url;
    this.#pool = new pg.Pool({
      ...withoutSessionDefaults(url),
      application_name: 'chunkwise history',
      max: CONNECTIONS,
      // A frozen store gives no answer at all; the write is tried again, and the read says that history is away.
      query_timeout: ANSWER_TIMEOUT_MS,
    });
    // A connection that breaks is reported by the write or read that meets it.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.#upkeep = setInterval(() => {
      this.#forget(Date.now() - FORGOTTEN_MS);
      this.#queue.add(() => this.#maintain());
    }, UPKEEP_MS);
    this.#upkeep.unref();
    void this.#open();
  }

  get status(): HistoryStatus {
    return {
      problem: this.#problem ?? this.#queue.problem,
      engine: this.#engine,
      waitingWrites: this.#queue.waitingCount,
      droppedWrites: this.#queue.droppedCount,
    };
  }

  /** Takes in one round. Returns at once and never throws. */
  keepRound(round: KeptRound): void {
    const { snapshot, collected, judgement } = round;
    const remembered = this.#remember(snapshot.databaseId);
    if (remembered.snapshot) {
      const events = eventsBetween(remembered.snapshot, snapshot);
      if (events.length > 0) this.#queue.add(() => writeEvents(this.#pool, snapshot.databaseId, events));
    }
    remembered.snapshot = snapshot;
    if (tellsConfiguration(collected)) this.#noteConfiguration(snapshot);
    this.keepValues(snapshot.databaseId, snapshot.takenAt, roundSamples(round, remembered.readings));
    if (collected.includes('jobs')) this.#keepRuns(snapshot);
    if (collected.includes('statements')) this.#keepStatements(snapshot, remembered);
    if (judgement) remembered.judgement = judgement;
    if (judgement) this.#follow(snapshot.databaseId, judgement);
  }

  /** Nothing while the books are not read yet: the newest judgement is followed as soon as they are. */
  #follow(databaseId: string, judgement: Judgement): void {
    const changed = this.#bookOf(databaseId)?.follow(judgement) ?? [];
    if (changed.length > 0) this.#queue.add(() => writeFindings(this.#pool, databaseId, changed));
  }

  /** Nothing while it is not read yet what was known before: the newest snapshot is compared as soon as it is. */
  #noteConfiguration(snapshot: Snapshot): void {
    const news = this.#configurations?.follow(snapshot);
    if (news) this.#queue.add(() => writeConfigurationNews(this.#pool, snapshot.databaseId, news));
  }

  /** Takes in values that somebody else worked out, such as the score. */
  keepValues(databaseId: string, at: string, values: readonly Value[]): void {
    const { latest } = this.#remember(databaseId);
    // What cannot be told now is not what it was: a score that is withheld must not look like the one before.
    for (const { metric, subject, value } of values)
      if (value === null) latest.delete(keyOf(metric, subject));
    const samples = values.flatMap(({ metric, subject, value }) =>
      value === null ? [] : [{ databaseId, metric, subject, value }],
    );
    for (const { metric, subject, value } of samples) latest.set(keyOf(metric, subject), { value, at });
    if (samples.length > 0) this.#queue.add(() => writeSamples(this.#pool, at, samples));
  }

  /** Resolves when everything that was taken in so far is stored. */
  written(): Promise<void> {
    return this.#queue.written();
  }

  /** Every finding that was ever met in this database; null while history has not been read yet. */
  findings(databaseId: string): readonly FindingRecord[] | null {
    return this.#bookOf(databaseId)?.all() ?? null;
  }

  finding(databaseId: string, key: string): FindingRecord | null {
    return this.#bookOf(databaseId)?.get(key) ?? null;
  }

  /** Stores what a person decided; answers when it is stored. Throws `history-unavailable` or `not-found`. */
  async decide(databaseId: string, key: string, decision: Decision): Promise<FindingRecord> {
    const book = this.#bookOf(databaseId);
    if (!book) throw unavailable(this.status.problem);
    const record = book.decide(key, decision, new Date().toISOString());
    if (!record)
      throw new AppError('not-found', `There is no finding ${key}`, 'It may have another name by now.');
    await this.#reach(() => writeFindings(this.#pool, databaseId, [record]));
    book.keep(record);
    return record;
  }

  /** The newest sample of a metric since this process began. */
  latest(databaseId: string, metric: string, subject = ''): LatestValue | null {
    return this.#remembered.get(databaseId)?.latest.get(keyOf(metric, subject)) ?? null;
  }

  /** Growth a day within the last week; null until history spans an hour. */
  growthPerDay(databaseId: string, metric: string, subject = ''): number | null {
    return this.#growth.get(JSON.stringify([databaseId, metric, subject])) ?? null;
  }

  series(request: SeriesRequest): Promise<Series> {
    return this.#read(() => readSeries(this.#pool, request, Date.now()));
  }

  /**
   * What these metrics did within the hours before, as of the newest reading; never waits for the store. Whoever asks
   * lets them be read anew for the next time. Where more hours cannot be read, the last one is told alone.
   */
  trends(databaseId: string, asked: readonly TrendRequest[]): ReadTrends {
    // It only takes a moment; asked now, they would be kept as unavailable beyond it.
    if (this.#problem === OPENING) return { unavailable: OPENING, isWaiting: true };
    const { hourTrends, longTrends } = this.#remember(databaseId);
    const newest = (kept: KeptTrends, of: readonly TrendRequest[]) =>
      kept.newest((nowMs) => this.#read(() => readTrends(this.#pool, databaseId, of, nowMs)));
    const hour = newest(
      hourTrends,
      asked.filter(({ hours }) => hours === 1),
    );
    const long = newest(
      longTrends,
      asked.filter(({ hours }) => hours > 1),
    );
    return together(hour, long);
  }

  /** All counters of statements at about the begin of a window of this length; null while there is none. */
  statementReading(databaseId: string, windowSeconds: number): Promise<KeptReading | null> {
    return this.#read(() => readStatementReading(this.#pool, databaseId, windowSeconds, Date.now()));
  }

  /** What a metric reaches on nine of ten days, by subject. */
  usualPeaks(databaseId: string, metric: string): Promise<ReadonlyMap<string, number>> {
    return this.#read(() => readUsualPeaks(this.#pool, databaseId, metric));
  }

  /** What changed around the fix of a finding. */
  effect(request: EffectRequest): Promise<Effect> {
    return this.#read(() => readEffect(this.#pool, request, Date.now()));
  }

  /** The newest first; read once for everyone who asks until another run is stored. */
  jobRuns(databaseId: string, most: number): Promise<readonly JobRun[]> {
    const key = JSON.stringify([databaseId, most]);
    const known = this.#runsRead.get(key);
    if (known) return known;
    const reading = this.#read(() => readJobRuns(this.#pool, databaseId, most));
    this.#runsRead.set(key, reading);
    reading.catch(() => this.#runsRead.delete(key));
    return reading;
  }

  /** What happened within the last days, of these kinds or of any. */
  events(
    databaseId: string,
    days: number,
    kinds: readonly HistoryEvent['kind'][] | null = null,
  ): Promise<EventsRead> {
    return this.#read(() => readEvents(this.#pool, databaseId, days, kinds));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#upkeep);
    await this.#queue.close();
    await this.#pool.end();
  }

  async #open(): Promise<void> {
    while (!this.#isClosed) {
      try {
        const client = await this.#pool.connect();
        try {
          const { hasPolicies, engine } = await migrate(client);
          this.#hasPolicies = hasPolicies;
          this.#engine = engine;
        } finally {
          client.release();
        }
        const known = await readFindings(this.#pool);
        this.#books = new Map(
          [...known].map(([databaseId, records]) => [databaseId, new FindingBook(records)]),
        );
        this.#configurations = new ConfigurationBook(await readConfigurations(this.#pool));
        this.#problem = null;
        for (const [databaseId, { judgement, snapshot }] of this.#remembered) {
          if (judgement) this.#follow(databaseId, judgement);
          if (snapshot) this.#noteConfiguration(snapshot);
        }
        this.#queue.add(() => this.#maintain());
        return;
      } catch (error) {
        this.#problem = toConnectionError(error, this.#url).message;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref());
      }
    }
  }

  /** Names of chunks and statements come and go for as long as this process runs. */
  #forget(beforeMs: number): void {
    for (const { readings, latest } of this.#remembered.values()) {
      for (const [name, { atMs }] of readings) if (atMs < beforeMs) readings.delete(name);
      for (const [name, { at }] of latest) if (Date.parse(at) < beforeMs) latest.delete(name);
    }
  }

  async #maintain(): Promise<void> {
    await rollUp(this.#pool);
    await prune(this.#pool, this.#hasPolicies);
    this.#growth.clear();
    for (const { databaseId, metric, subject, perDay } of await readGrowth(this.#pool, GROWING))
      this.#growth.set(JSON.stringify([databaseId, metric, subject]), perDay);
  }

  #read<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    return this.#reach(() => withinDeadline(read(), READ_PATIENCE_MS));
  }

  async #reach<Answer>(read: () => Promise<Answer>): Promise<Answer> {
    const { problem } = this.status;
    if (problem !== null) throw unavailable(problem);
    try {
      return await read();
    } catch (error) {
      throw unavailable(toConnectionError(error, this.#url).message);
    }
  }

  #keepStatements({ databaseId, artifacts: { statements } }: Snapshot, remembered: Remembered): void {
    if (statements?.status !== 'ok' || statements.rows.length === 0) return;
    const atMs = Date.parse(statements.collectedAt);
    if (atMs - remembered.statementsKeptAtMs < READING_EVERY_SECONDS * 1_000) return;
    remembered.statementsKeptAtMs = atMs;
    const kept = { at: statements.collectedAt, reading: statementReading(statements.rows) };
    this.#queue.add(() => writeStatementReading(this.#pool, databaseId, kept));
  }

  #keepRuns(snapshot: Snapshot): void {
    const { databaseId } = snapshot;
    const texts = new Map(knownRuns(snapshot).map((run) => [JSON.stringify(run), run]));
    const remembered = this.#remember(databaseId);
    const fresh = [...texts].flatMap(([text, run]) => (remembered.runs.has(text) ? [] : [run]));
    remembered.runs = new Set(texts.keys());
    if (fresh.length === 0) return;
    this.#queue.add(async () => {
      await writeJobRuns(this.#pool, databaseId, fresh);
      this.#runsRead.clear();
    });
  }

  #remember(databaseId: string): Remembered {
    let remembered = this.#remembered.get(databaseId);
    if (!remembered) {
      remembered = {
        readings: new Map(),
        latest: new Map(),
        runs: new Set(),
        snapshot: null,
        judgement: null,
        hourTrends: new KeptTrends(OF_THE_HOUR),
        longTrends: new KeptTrends(OF_MORE_HOURS),
        statementsKeptAtMs: Number.NEGATIVE_INFINITY,
      };
      this.#remembered.set(databaseId, remembered);
    }
    return remembered;
  }

  #bookOf(databaseId: string): FindingBook | null {
    if (!this.#books) return null;
    let book = this.#books.get(databaseId);
    if (!book) {
      book = new FindingBook([]);
      this.#books.set(databaseId, book);
    }
    return book;
  }
}

const keyOf = (metric: string, subject: string) => `${metric} ${subject}`;

function unavailable(problem: string | null): AppError {
  return new AppError(
    'history-unavailable',
    `History is not available${problem === null ? '' : `: ${problem}`}`,
    'Monitoring goes on; what is decided now cannot be kept. Try again in a moment.',
  );
}
