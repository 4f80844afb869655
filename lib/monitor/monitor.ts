import { isDeepStrictEqual } from 'node:util';
import type { MonitoredTarget } from '@/lib/config/configuration';
import { MonitoredDatabase, type Round } from './monitored-database';

/** Everything that is monitored by this process, and those who want to hear of each round. */
export class Monitor {
  #databases: readonly MonitoredDatabase[] = [];
  readonly #listeners: ((round: Round) => void)[] = [];

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

  #watch(target: MonitoredTarget): MonitoredDatabase {
    const database = new MonitoredDatabase(target, (round) => {
      for (const listener of this.#listeners) listener(round);
    });
    database.start();
    return database;
  }
}
