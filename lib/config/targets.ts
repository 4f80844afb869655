import { AppError } from '@/lib/errors';
import { type ConfigFile, demoDatabases, type Environment } from './configuration-schema';
import { connectionUrl } from './connection-url';
import type { MonitoredTarget, ProfileSettings } from './monitored-target';

type Database = NonNullable<ConfigFile['databases']>[number];
type UrlSource = Pick<Database, 'url' | 'urlFile' | 'urlEnv'>;

/** What the file names by path. */
interface Paths {
  /** The text of a file that holds a secret; throws with the key where it cannot be read. */
  readSecret(file: string, key: string): string | null;
  /** A connection string whose files do not depend on a working folder. */
  withAbsoluteFiles(url: string): string;
}

/** Every database to monitor: those of the file, `DATABASE_URL`, and the demo where nothing is configured. */
export function readTargets(
  given: Environment,
  file: ConfigFile,
  env: Readonly<Record<string, string | undefined>>,
  paths: Paths,
): readonly MonitoredTarget[] {
  const configured = (file.databases ?? []).flatMap((database, at) => {
    const key = `databases[${at}]`;
    const profile = { ...pricesOf(file), ...definedOf(database.profile) };
    const base = { tags: database.tags ?? [], profile, demo: null };
    const primary = {
      ...base,
      id: database.id,
      name: database.name ?? database.id,
      url: withTls(urlOf(database, key, env, paths), database.tls, paths),
    };
    const replicas = (database.replicas ?? []).map((replica, number) => ({
      ...base,
      id: `${database.id}-replica-${number + 1}`,
      replicaOf: database.id,
      name: replica.name,
      tags: [...base.tags, 'replica'],
      url: withTls(urlOf(replica, `${key}.replicas[${number}]`, env, paths), database.tls, paths),
    }));
    return [primary, ...replicas];
  });
  const quick = given.DATABASE_URL
    ? [
        {
          id: 'default',
          name: databaseName(given.DATABASE_URL),
          url: given.DATABASE_URL,
          tags: [],
          profile: pricesOf(file),
          demo: null,
        },
      ]
    : [];
  const targets = [...quick, ...configured];
  return withUniqueIds(targets.length > 0 ? targets : demoTargets(given.CHUNKWISE_DEMO, pricesOf(file)));
}

function urlOf(
  source: UrlSource,
  key: string,
  env: Readonly<Record<string, string | undefined>>,
  paths: Paths,
): string {
  const given = [source.url, source.urlFile, source.urlEnv].filter((value) => value !== undefined);
  if (given.length !== 1) throw invalid(`${key}: expected exactly one of url, urlFile and urlEnv`);
  const fromEnv = source.urlEnv === undefined ? undefined : env[source.urlEnv];
  const url =
    source.url ??
    fromEnv ??
    (source.urlFile === undefined ? null : paths.readSecret(source.urlFile, `${key}.urlFile`));
  if (!url)
    throw invalid(
      source.urlFile === undefined
        ? `${key}.urlEnv: the environment variable ${source.urlEnv} is not set`
        : `${key}.urlFile: the file is empty`,
    );
  const read = connectionUrl.safeParse(url);
  if (!read.success) throw invalid(`${key}: ${read.error.issues[0]?.message}`);
  return read.data;
}

function withTls(url: string, tls: Database['tls'], { withAbsoluteFiles }: Paths): string {
  if (!tls) return withAbsoluteFiles(url);
  const secured = new URL(url);
  secured.searchParams.set('sslmode', tls.mode);
  if (tls.caFile) secured.searchParams.set('sslrootcert', tls.caFile);
  return withAbsoluteFiles(secured.href);
}

function pricesOf({ prices }: ConfigFile): ProfileSettings {
  if (!prices) return {};
  const { perGibMonth, perTablespaceGibMonth, currency } = prices;
  return {
    pricePerGibMonth: perGibMonth,
    ...(perTablespaceGibMonth && { pricePerTablespaceGibMonth: perTablespaceGibMonth }),
    currency,
  };
}

function definedOf(profile: Database['profile']): ProfileSettings {
  return {
    ...(profile?.memoryBytes !== undefined && { memoryBytes: profile.memoryBytes }),
    ...(profile?.cores !== undefined && { cores: profile.cores }),
    ...(profile?.diskKind !== undefined && { diskKind: profile.diskKind }),
    ...(profile?.workload !== undefined && { workload: profile.workload }),
    ...(profile?.diskBytes !== undefined && { diskBytes: profile.diskBytes }),
    ...(profile?.byteThresholdRatio !== undefined && { byteThresholdRatio: profile.byteThresholdRatio }),
  };
}

function demoTargets(json: string | undefined, prices: ProfileSettings): MonitoredTarget[] {
  if (json === undefined) return [];
  return demoDatabases.parse(JSON.parse(json)).map(({ id, name, url, psql, ...profile }) => ({
    id,
    name,
    url,
    tags: ['demo'],
    profile: { ...prices, ...definedOf(profile) },
    demo: { psql },
  }));
}

function databaseName(url: string): string {
  const name = new URL(url).pathname.slice(1);
  try {
    return decodeURIComponent(name) || 'default';
  } catch {
    // A lone percent sign: the text as it stands names the database well enough.
    return name;
  }
}

function withUniqueIds(targets: readonly MonitoredTarget[]): readonly MonitoredTarget[] {
  const seen = new Set<string>();
  for (const { id } of targets) {
    if (seen.has(id)) throw invalid(`databases: the id ${id} is used twice`);
    seen.add(id);
  }
  return targets;
}

function invalid(message: string): AppError {
  return new AppError('configuration-invalid', message, 'The README lists every key under “Configuration”.');
}
