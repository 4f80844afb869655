import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import { AppError } from '@/lib/errors';
import { withAbsoluteFiles } from './absolute-files';
import { type ConfigFile, configFile, type Environment, environment } from './configuration-schema';
import type { MonitoredTarget } from './monitored-target';
import { readTargets } from './targets';
import { refuseUnknownVariables } from './unknown-variables';

const DEFAULT_FILE = 'chunkwise.config.json';

export interface Configuration {
  readonly targets: readonly MonitoredTarget[];
  /** Null: history runs embedded, started by the launcher. */
  readonly historyUrl: string | null;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Null: no sign-in, which is allowed on loopback only. */
  readonly password: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration: environment over `chunkwise.config.json` over defaults; what the command line says comes
 * in as variables. Throws `AppError` `configuration-invalid` that names the key and what was expected there; a value
 * is never repeated, since it may be a secret.
 */
export function readConfiguration(env: Variables, folder: string): Configuration {
  const given = readEnvironment(env, folder);
  const file = readConfigFile(given.CHUNKWISE_CONFIG, folder);
  const password =
    given.CHUNKWISE_PASSWORD ?? readSecret(given.CHUNKWISE_PASSWORD_FILE, 'CHUNKWISE_PASSWORD_FILE', folder);
  if (password === '') throw invalid('CHUNKWISE_PASSWORD: expected at least one character');
  if (!isLoopback(given.HOST) && password === null) {
    throw invalid(
      `HOST is ${given.HOST}, which others can reach: set CHUNKWISE_PASSWORD or CHUNKWISE_PASSWORD_FILE, or use HOST=127.0.0.1`,
    );
  }
  return {
    targets: targetsOf(given, file, env, folder),
    historyUrl: given.HISTORY_DATABASE_URL ?? null,
    dataDir: path.resolve(folder, given.CHUNKWISE_DATA_DIR),
    host: given.HOST,
    port: given.PORT,
    password,
  };
}

/**
 * The same for whoever starts Chunkwise: refuses, too, a variable that begins like ours and that nobody reads. The
 * processes that are started then have variables of their own among them.
 */
export function readStartConfiguration(env: Variables, folder: string): Configuration {
  refuseUnknownVariables(env, readConfigFile(readEnvironment(env, folder).CHUNKWISE_CONFIG, folder));
  return readConfiguration(env, folder);
}

/** Relative paths inside the file start from the file's folder; those of the environment from `folder`. */
function targetsOf(
  given: Environment,
  file: ConfigFile,
  env: Variables,
  folder: string,
): readonly MonitoredTarget[] {
  const fileFolder = path.dirname(configFilePath(given.CHUNKWISE_CONFIG, folder));
  return readTargets(given, file, env, {
    readSecret: (secretFile, key) => readSecret(secretFile, key, fileFolder),
    withAbsoluteFiles: (url) => withAbsoluteFiles(url, fileFolder),
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Where the configuration file is, or would be. */
export function configFilePath(configured: string | undefined, folder: string): string {
  return path.resolve(folder, configured ?? DEFAULT_FILE);
}

function readEnvironment(env: Variables, folder: string): Environment {
  const given = parsed(environment, definedOnly(env), 'environment');
  const { DATABASE_URL, HISTORY_DATABASE_URL } = given;
  return {
    ...given,
    ...(DATABASE_URL && { DATABASE_URL: withAbsoluteFiles(DATABASE_URL, folder) }),
    ...(HISTORY_DATABASE_URL && { HISTORY_DATABASE_URL: withAbsoluteFiles(HISTORY_DATABASE_URL, folder) }),
  };
}

function readConfigFile(configured: string | undefined, folder: string): ConfigFile {
  const name = configured ?? DEFAULT_FILE;
  const text = readText(configFilePath(configured, folder));
  if (text === null) {
    if (configured === undefined) return {};
    throw invalid(`CHUNKWISE_CONFIG: the file ${name} cannot be read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid(`${name}: expected JSON; the file does not parse`);
  }
  return parsed(configFile, json, name);
}

function readSecret(file: string | undefined, key: string, folder: string): string | null {
  if (file === undefined) return null;
  const text = readText(path.resolve(folder, file));
  if (text === null) throw invalid(`${key}: the file cannot be read`);
  return text.trim();
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at =
    issue?.path.reduce<string>(
      (text, part) =>
        typeof part === 'number' ? `${text}[${part}]` : `${text}${text && '.'}${String(part)}`,
      '',
    ) ?? '';
  throw invalid(`${where}: ${at}${at && ': '}${issue?.message ?? 'not valid'}`);
}

/** An empty variable means "not set", as in most shells' scripts and compose files. */
function definedOnly(env: Variables): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

function invalid(message: string): AppError {
  return new AppError('configuration-invalid', message, 'The README lists every key under “Configuration”.');
}
