import type { Pool } from 'pg';
import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import { sql } from '@/lib/sql/statement';
import { type Configuration, configurationOf } from './configuration';
import { configurationChanges } from './configuration-changes';
import { type HistoryEvent, writeEvents } from './events';

/** What a configuration is made of: a round that read none of it tells nothing. */
const MADE_OF: ReadonlySet<ArtifactName> = new Set(['settings', 'settingOverrides', 'roles', 'hostRules']);

export const tellsConfiguration = (collected: readonly ArtifactName[]): boolean =>
  collected.some((name) => MADE_OF.has(name));

/** What is to be stored of one snapshot. */
export interface ConfigurationNews {
  readonly configuration: Configuration;
  readonly events: readonly HistoryEvent[];
}

/** The newest configuration of each database, beyond the end of this process. */
export class ConfigurationBook {
  readonly #newest: Map<string, Configuration>;

  constructor(known: ReadonlyMap<string, Configuration>) {
    this.#newest = new Map(known);
  }

  /** Null where nothing changed. The first of a database changes nothing either, but is to be kept. */
  follow(snapshot: Snapshot): ConfigurationNews | null {
    const before = this.#newest.get(snapshot.databaseId) ?? null;
    const configuration = configurationOf(snapshot, before);
    if (JSON.stringify(configuration) === JSON.stringify(before)) return null;
    this.#newest.set(snapshot.databaseId, configuration);
    const changes = before ? configurationChanges(before, configuration) : [];
    return { configuration, events: changes.map((change) => ({ at: snapshot.takenAt, ...change })) };
  }
}

export async function writeConfigurationNews(
  pool: Pool,
  databaseId: string,
  { configuration, events }: ConfigurationNews,
): Promise<void> {
  // First, so that a change is told twice rather than never when the store goes away in between.
  await writeEvents(pool, databaseId, events);
  await pool.query(
    sql`INSERT INTO chunkwise_history.configuration (database_id, configuration) VALUES ($1, $2)
        ON CONFLICT (database_id) DO UPDATE SET configuration = excluded.configuration`,
    [databaseId, JSON.stringify(configuration)],
  );
}

/** The newest of each database. */
export async function readConfigurations(pool: Pool): Promise<ReadonlyMap<string, Configuration>> {
  const { rows } = await pool.query<{ databaseId: string; configuration: Configuration }>(
    sql`SELECT database_id AS "databaseId", configuration FROM chunkwise_history.configuration`,
  );
  return new Map(rows.map(({ databaseId, configuration }) => [databaseId, configuration]));
}
