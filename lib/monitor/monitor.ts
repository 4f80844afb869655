import { isDeepStrictEqual } from 'node:util';
import type { MonitoredTarget } from '@/lib/config/monitored-target';
import { replicaScans } from '@/lib/derive/replica-scans';
import type { Replica, Trends } from '@/lib/rules/rule';
import { MonitoredDatabase, type Round } from './monitored-database';

/** Everything that is monitored by this process, and those who want to hear of each round. */
export class Monitor {
  #databases: readonly MonitoredDatabase[] = [];
  readonly #listeners: ((round: Round) => void)[] = [];
  readonly #trendsOf: (databaseId: string) => Trends;

  /** `trendsOf` answers at once, with what is known of the hour before. */
  constructor(trendsOf: (databaseId: string) => Trends) {
    this.#trendsOf = trendsOf;
  }

  get databases(): readonly MonitoredDatabase[] {
    return this.#databases;
  }

  /** Listeners must not throw and not block: a round is told before the next begins. */
  onRound(listener: (round: Round) => void): void {
    this.#listeners.push(listener);
  }

  /** Begins to watch what is new and stops what is gone; a target that changed is both. The rest goes on undisturbed. */
  follow(targets: readonly MonitoredTarget[]): void {
    const before = this.#databases;
    this.#databases = targets.map(
      (target) =>
        before.find((database) => isDeepStrictEqual(database.target, target)) ?? this.#watch(target),
    );
    for (const database of before) if (!this.#databases.includes(database)) void database.stop();
  }

  /** The standbys of a database, as far as they have been read. */
  #replicasOf(databaseId: string): readonly Replica[] {
    return this.#databases
      .filter(({ target }) => target.replicaOf === databaseId)
      .map(({ target, snapshot }) => ({ name: target.name, scans: snapshot && replicaScans(snapshot) }));
  }

  #watch(target: MonitoredTarget): MonitoredDatabase {
    const tell = (round: Round) => {
      for (const listener of this.#listeners) listener(round);
    };
    const database = new MonitoredDatabase(
      target,
      tell,
      () => this.#trendsOf(target.id),
      () => this.#replicasOf(target.id),
    );
    database.start();
    return database;
  }
}
