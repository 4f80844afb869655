import { currentConfiguration } from '@/lib/config/current-configuration';
import { MonitoredDatabase, type Round } from './monitored-database';

/** Everything that is monitored by this process, and those who want to hear of each round. */
export class Monitor {
  readonly databases: readonly MonitoredDatabase[];
  readonly #listeners: ((round: Round) => void)[] = [];

  constructor() {
    this.databases = currentConfiguration().targets.map(
      (target) =>
        new MonitoredDatabase(target, (round) => this.#listeners.forEach((listener) => void listener(round))),
    );
  }

  /** Listeners must not throw and not block: a round is told before the next begins. */
  onRound(listener: (round: Round) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    for (const database of this.databases) database.start();
  }
}

const holder = globalThis as typeof globalThis & { chunkwiseMonitor?: Monitor };

/** The one monitor of this process. On the global object, because the development server loads modules anew. */
export function monitor(): Monitor {
  holder.chunkwiseMonitor ??= new Monitor();
  return holder.chunkwiseMonitor;
}
