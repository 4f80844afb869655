import { closestMatch } from 'leven';
import { AppError } from '@/lib/errors';
import { type ConfigFile, environment } from './configuration-schema';

const OURS = /^chunkwise_/i;

/** Those that `npm start` hands to the launcher, the launcher to the web process, and our browser tests to both. */
const INTERNAL = [
  'CHUNKWISE_FOLDER',
  'CHUNKWISE_DEMO',
  'CHUNKWISE_BROWSER',
  'CHUNKWISE_E2E_DATA',
  'CHUNKWISE_E2E_PORT',
];

const WRITTEN_BY_PEOPLE = Object.keys(environment.shape).filter(
  (name) => OURS.test(name) && !INTERNAL.includes(name),
);

/**
 * A misspelt `CHUNKWISE_PASSWORD` would leave Chunkwise open without a word. Throws `configuration-invalid` for a
 * variable that begins like ours and is neither known nor referred to by the file.
 */
export function refuseUnknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  { databases = [] }: ConfigFile,
): void {
  const known = new Set([
    ...WRITTEN_BY_PEOPLE,
    ...INTERNAL,
    ...databases.flatMap(({ urlEnv, replicas = [] }) => [
      urlEnv,
      ...replicas.map((replica) => replica.urlEnv),
    ]),
  ]);
  const unknown = Object.keys(env).find((name) => OURS.test(name) && env[name] && !known.has(name));
  if (unknown === undefined) return;
  throw new AppError(
    'configuration-invalid',
    `${unknown}: there is no such variable; the nearest is ${closestMatch(unknown.toUpperCase(), WRITTEN_BY_PEOPLE)}`,
    'The README lists every variable under “Configuration”; the file may name others with urlEnv.',
  );
}
