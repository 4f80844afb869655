import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { rolePowers } from '@/lib/derive/role-powers';
import { settingText } from '@/lib/derive/setting-text';
import { subjectText } from '@/lib/derive/subject-text';

/**
 * What a server is told to do and who may do what, in words: kept, so that a change is noticed that was made while
 * nobody watched. Null is what was never read.
 */
export interface Configuration {
  readonly settings: Texts | null;
  /** Settings that wait for a restart. */
  readonly waiting: readonly string[] | null;
  /** By setting and for whom, such as `work_mem of role app`. */
  readonly overrides: Texts | null;
  /** What each role may do that signs in or reaches past its tables. */
  readonly powers: Readonly<Record<string, readonly string[]>> | null;
  /** Lines of pg_hba.conf without their options, in their order. */
  readonly hostRules: readonly string[] | null;
}

type Texts = Readonly<Record<string, string>>;

/** Collectors read no more rows; where there are more, one that is missing may only stand further back. */
const MOST_ROWS = 1_000;
/** A setting with such a source is our own session's, or follows from something else. */
const NOT_THE_SERVERS: ReadonlySet<string> = new Set([
  'client',
  'user',
  'database',
  'database user',
  'override',
]);
/** Engines that come with Chunkwise get another one at each start, and it tells nobody anything. */
const UNTOLD = 'unix_socket_directories';
const HIDDEN = 'a value that is not read';

/** As of a snapshot. What cannot be read now is as it was before. */
export function configurationOf(snapshot: Snapshot, before: Configuration | null): Configuration {
  const settings = artifactRows(snapshot, 'settings')?.filter(isTheServers);
  const overrides = artifactRows(snapshot, 'settingOverrides');
  const roles = whole(artifactRows(snapshot, 'roles'));
  const hostRules = whole(artifactRows(snapshot, 'hostRules'));
  const now: Partial<Configuration> = {
    ...(settings && {
      settings: Object.fromEntries(settings.map((row) => [row.name, settingText(row) ?? HIDDEN])),
      waiting: settings.flatMap(({ name, isPendingRestart }) => (isPendingRestart ? [name] : [])),
    }),
    ...(overrides && {
      overrides: Object.fromEntries(overrides.map((row) => [overrideName(row), row.setting ?? HIDDEN])),
    }),
    ...(roles && { powers: Object.fromEntries(roles.map((role) => [role.name, powersOf(role)])) }),
    ...(hostRules && { hostRules: hostRules.map(ruleText) }),
  };
  return { ...(before ?? NOTHING), ...now };
}

const NOTHING: Configuration = {
  settings: null,
  waiting: null,
  overrides: null,
  powers: null,
  hostRules: null,
};

const isTheServers = ({ name, context, source }: Row<'settings'>): boolean =>
  name !== UNTOLD && context !== 'internal' && !NOT_THE_SERVERS.has(source);

const whole = <One>(rows: readonly One[] | null): readonly One[] | null =>
  rows && rows.length < MOST_ROWS ? rows : null;

function overrideName({ name, databaseName, roleName }: Row<'settingOverrides'>): string {
  const role = roleName === null ? [] : [`role ${subjectText([roleName])}`];
  const database = databaseName === null ? [] : [`database ${subjectText([databaseName])}`];
  const scope = [...role, ...database];
  return `${name} of ${scope.length === 0 ? 'all roles' : scope.join(' in ')}`;
}

const powersOf = (role: Row<'roles'>): readonly string[] => [
  ...(role.canLogin ? ['sign-in'] : []),
  ...rolePowers(role),
];

const ruleText = ({ connection, databases, roles, address, netmask, method }: Row<'hostRules'>): string =>
  [connection ?? 'a line with a mistake', databases?.join(','), roles?.join(','), address, netmask, method]
    .filter((part) => part != null)
    .join(' ');
