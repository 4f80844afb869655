import type { Row } from '@/lib/collect/snapshot';
import { extensionVersionNumber, type ServerFacts, timescaleAtLeast } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { extensionVersion, updateExtension } from '@/lib/sql/extension';
import { type Advice, defineRule, type Finding, type Needed, type Severity } from '../rule';
import { advisoriesOf } from '../shared/versions/release-advisories';
import { hazardsOf, hazardText } from '../shared/versions/upgrade-hazards';

const TIMESCALE = 'timescaledb';

type Artifacts = Needed<'extensions', 'timescaleInstallation' | 'upgradeBlockers'>;

interface Pending {
  readonly name: string;
  readonly version: string;
  readonly defaultVersion: string;
}

export default defineRule({
  meta: {
    id: 'versions/extension-update-pending',
    title: 'An extension waits for its update',
    why: 'New packages alone do not update an extension: each database keeps the old version until ALTER EXTENSION runs in it. Until then it misses the fixes that were installed for it.',
    source: 'https://www.postgresql.org/docs/current/sql-alterextension.html',
    needs: ['extensions'],
    wants: ['timescaleInstallation', 'upgradeBlockers'],
    facts: {
      mendedFaults: { label: 'Known faults that the update mends', source: 'change log of TimescaleDB' },
    },
  },
  check: (artifacts, { server }) =>
    artifacts.extensions.flatMap(pending).map((one) => finding(one, artifacts, server)),
});

/** Compared as versions: a plain difference is also what older files on the disk look like. */
function pending({ name, version, defaultVersion }: Row<'extensions'>): Pending[] {
  return defaultVersion !== null && extensionVersionNumber(defaultVersion) > extensionVersionNumber(version)
    ? [{ name, version, defaultVersion }]
    : [];
}

function finding(extension: Pending, artifacts: Artifacts, server: ServerFacts): Finding {
  const { name, version, defaultVersion } = extension;
  const mended = mendedBy(extension, server);
  const isTimescale = name === TIMESCALE;
  const { told, mustWait } = isTimescale ? onTheWay(extension, artifacts) : { told: '', mustWait: false };
  return {
    subject: [name],
    severity: severityOf(
      isTimescale,
      mended.map(({ kind }) => kind),
    ),
    confidence: 'high',
    title: mustWait
      ? `Make ${name} ready for the update from ${version} to ${defaultVersion}, whose files are installed`
      : `Update ${name} from ${version} to ${defaultVersion}, whose files are installed`,
    detail: isTimescale
      ? `The server's files are those of ${defaultVersion}, this database still has ${version}. The update is for each database that has the extension. Sessions that are open keep the old library until they connect again.${told}`
      : `The server's files are those of ${defaultVersion}, this database still has ${version}.`,
    facts: { mendedFaults: isTimescale ? mended.length : null },
    impact: {
      prevents: 'a version that misses what its packages bring',
      basis: `pg_extension says ${version}, pg_available_extensions ${defaultVersion}${mended.length > 0 ? `; ${mended.length} known faults of ${version} are mended between them` : ''}.`,
    },
    ...(!mustWait && { advice: advice(extension, server) }),
  };
}

/** What the update meets, and whether it would fail or break something: then its statement is not given. */
function onTheWay(
  { version, defaultVersion }: Pending,
  { timescaleInstallation, upgradeBlockers }: Artifacts,
): { readonly told: string; readonly mustWait: boolean } {
  const hazards = hazardsOf(version, defaultVersion, timescaleInstallation);
  const blockers = (upgradeBlockers ?? []).filter(
    ({ blockedRelease }) => extensionVersionNumber(blockedRelease) <= extensionVersionNumber(defaultVersion),
  );
  const mustWait = blockers.length > 0 || hazards.some(({ isStop }) => isStop);
  const texts = [
    ...(mustWait ? ['Do not run it as things are.'] : []),
    ...(upgradeBlockers === null
      ? ['Whether something in this database would end it in an error was not read.']
      : []),
    ...(blockers.length > 0
      ? [
          `${counted(blockers.length, 'obstacle')} that versions/upgrade-blocked tells would end it in an error.`,
        ]
      : []),
    ...hazards.map(hazardText),
  ];
  return { told: texts.map((text) => ` ${text}`).join(''), mustWait };
}

function mendedBy({ name, version, defaultVersion }: Pending, server: ServerFacts) {
  if (name !== TIMESCALE) return [];
  const left = advisoriesOf(defaultVersion, server);
  return advisoriesOf(version, server).filter((advisory) => !left.includes(advisory));
}

function severityOf(isTimescale: boolean, mended: readonly string[]): Severity {
  if (!isTimescale) return 'notice';
  return mended.some((kind) => kind === 'security' || kind === 'data-loss') ? 'critical' : 'warning';
}

function advice({ name, defaultVersion }: Pending, { timescale }: ServerFacts): Advice {
  const isTimescale = name === TIMESCALE;
  const mayNest = !isTimescale || (timescale !== null && timescaleAtLeast(timescale, '2.29'));
  return {
    steps: [
      {
        sql: updateExtension(name, defaultVersion),
        transaction: mayNest ? 'any' : 'none',
        lock: {
          mode: 'AccessExclusive',
          on: `the objects of ${name} that change`,
          blocks: isTimescale
            ? 'every statement on a hypertable until it is over'
            : 'statements that use them',
        },
        rewrites: false,
      },
    ],
    undo: {
      impossible: 'Packages bring no script that leads back; a backup does. Test the update on a copy first.',
    },
    verify: { sql: extensionVersion(name), expect: defaultVersion },
    ...(isTimescale && { worsens: 'Background jobs stop while it runs, and statements wait.' }),
    role: 'superuser, or the owner of the extension where it is trusted',
    deletesData: false,
    ...(isTimescale && {
      note: 'It must be the first command of a new session: psql -X. Look first for what stops it: versions/upgrade-blocked and versions/views-depend-on-catalog.',
    }),
  };
}
