import { NO_TIMESCALE } from '@/lib/collect/collector';
import type { ServerFacts } from '@/lib/db/server';
import { isMaintenanceJob } from '@/lib/derive/job-kind';
import { counted } from '@/lib/format/count';
import { defineRule, type Needed, type Severity } from '../rule';
import { isOn } from '../shared/settings/setting-in-force';
import {
  advisoriesOf,
  type Feature,
  isNewerThanAdvisories,
  type ReleaseAdvisory,
  releaseAdvisories,
} from '../shared/versions/release-advisories';
import { hazardsOf, hazardText } from '../shared/versions/upgrade-hazards';

/** Of each kind; the change log tells the rest. */
const MOST_TOLD = 4;

const KINDS: readonly {
  readonly kind: ReleaseAdvisory['kind'];
  readonly severity: Severity;
  readonly word: string;
}[] = [
  { kind: 'security', severity: 'critical', word: 'Security' },
  { kind: 'data-loss', severity: 'critical', word: 'Lost or broken data' },
  { kind: 'wrong-result', severity: 'warning', word: 'Wrong results' },
  { kind: 'disclosure', severity: 'warning', word: 'Disclosure' },
  { kind: 'stuck', severity: 'warning', word: 'Jobs and refreshes that stop' },
  { kind: 'restore', severity: 'warning', word: 'Dump, restore and upgrade' },
  { kind: 'slow', severity: 'notice', word: 'Slow' },
];

type Artifacts = Needed<
  'hypertables',
  'continuousAggregates' | 'jobs' | 'settings' | 'settingOverrides' | 'timescaleInstallation'
>;
/** Whether a feature is in use, as far as the catalogs tell. */
type Usage = 'used' | 'unused' | 'unknown';

export default defineRule({
  meta: {
    id: 'versions/release-advisory',
    title: 'This release of TimescaleDB has known faults',
    why: 'Faults that give wrong results or lose rows raise no error: they are found in the change log, or by a user of the wrong numbers. Later releases mend them.',
    source: 'https://github.com/timescale/timescaledb/blob/main/CHANGELOG.md',
    needs: ['hypertables'],
    wants: ['continuousAggregates', 'jobs', 'settings', 'settingOverrides', 'timescaleInstallation'],
    facts: {
      securityFaults: { label: 'Security faults', source: 'change log of TimescaleDB' },
      dataFaults: { label: 'Faults that lose or break data', source: 'change log of TimescaleDB' },
      resultFaults: { label: 'Faults that give wrong results', source: 'change log of TimescaleDB' },
      otherFaults: { label: 'Other faults', source: 'change log of TimescaleDB' },
      faultsElsewhere: {
        label: 'Faults of features that are not, or may not be, in use here',
        source: 'change log of TimescaleDB, catalog and settings',
      },
    },
  },
  check(artifacts, { server }) {
    const { timescale, engine } = server;
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (engine === 'embedded') return { notApplicable: 'The embedded engine is updated with Chunkwise' };
    const { asOf, newestRelease } = releaseAdvisories;
    if (isNewerThanAdvisories(timescale.version))
      return {
        notRun: `TimescaleDB ${timescale.version} is newer than the change log that Chunkwise knows (${newestRelease}, read on ${asOf})`,
      };
    const faults = advisoriesOf(timescale.version, server);
    if (faults.length === 0) return [];
    const here = faults.filter(({ when }) => when === null || usage(when, artifacts) === 'used');
    const elsewhere = faults.filter((fault) => !here.includes(fault));
    const count = (...kinds: readonly ReleaseAdvisory['kind'][]) =>
      here.filter(({ kind }) => kinds.includes(kind)).length;
    const facts = {
      securityFaults: count('security'),
      dataFaults: count('data-loss'),
      resultFaults: count('wrong-result'),
      otherFaults: count('disclosure', 'stuck', 'restore', 'slow'),
      faultsElsewhere: elsewhere.length,
    };
    const worst = KINDS.find(({ kind }) => count(kind) > 0);
    return [
      {
        subject: ['timescaledb'],
        severity: worst?.severity ?? 'notice',
        confidence: here.every(({ from }) => from !== null) ? 'high' : 'medium',
        title: `TimescaleDB ${timescale.version} has ${counted(faults.length, 'known fault')} that later releases mend`,
        detail: [
          target(faults, server),
          ...hazards(timescale.version, server.major, artifacts),
          ...KINDS.flatMap(({ kind, word }) =>
            section(
              word,
              here.filter((fault) => fault.kind === kind),
            ),
          ),
          ...(elsewhere.length > 0 ? [elsewhereText(elsewhere, artifacts)] : []),
        ].join('\n'),
        facts,
        impact: {
          prevents: 'what the known faults of this release do to queries and data',
          basis: `${counted(here.length, 'fault')} that can matter here + ${elsewhere.length} of features that are not, or may not be, in use = ${faults.length}, by the change log as of ${asOf}. Where it does not say which release first had a fault, every release before the mended one is taken to have it.`,
        },
      },
    ];
  },
});

/** Where to go, and what stands in the way of all that is mended. */
function target(faults: readonly ReleaseAdvisory[], server: ServerFacts): string {
  const { major } = server;
  const release = releaseAdvisories.newestFor[String(major)];
  const install =
    'Test it on a copy, install its packages, restart, then run ALTER EXTENSION timescaledb UPDATE as the first command of a new session (psql -X) in each database.';
  if (release === undefined || release === releaseAdvisories.newestRelease)
    return `Upgrade to ${releaseAdvisories.newestRelease}. ${install}`;
  const left = advisoriesOf(release, server).filter((fault) => faults.includes(fault)).length;
  return `The newest release for PostgreSQL ${major} is ${release}; ${counted(left, 'fault')} of these ${left === 1 ? 'is' : 'are'} mended only in releases for later majors. ${install}`;
}

function hazards(version: string, major: number, { timescaleInstallation }: Artifacts): string[] {
  const release = releaseAdvisories.newestFor[String(major)] ?? releaseAdvisories.newestRelease;
  const met = hazardsOf(version, release, timescaleInstallation);
  return met.length > 0 ? [`On the way to ${release}: ${met.map(hazardText).join(' ')}`] : [];
}

function section(word: string, faults: readonly ReleaseAdvisory[]): string[] {
  if (faults.length === 0) return [];
  const told = faults
    .slice(0, MOST_TOLD)
    .map(
      ({ what, fixedIn, until }) => `${what} (mended in ${fixedIn}${until ? `; until then ${until}` : ''})`,
    );
  const more = faults.length - told.length;
  return [`${word}: ${told.join('. ')}${more > 0 ? `; and ${more} more` : ''}.`];
}

function elsewhereText(faults: readonly ReleaseAdvisory[], artifacts: Artifacts): string {
  const features = [...new Set(faults.flatMap(({ when }) => when ?? []))];
  const named = features.map(
    (feature) =>
      `${feature.replaceAll('-', ' ')} (${usage(feature, artifacts) === 'unused' ? 'not in use' : 'use not known'})`,
  );
  return `${faults.length} more of features that are not known to be in use: ${named.join(', ')}.`;
}

function usage(feature: Feature, { hypertables, ...artifacts }: Artifacts): Usage {
  const { continuousAggregates, jobs } = artifacts;
  switch (feature) {
    case 'columnstore':
      return known(hypertables, ({ columnstoreEnabled }) => columnstoreEnabled);
    case 'continuous-aggregates':
      return known(continuousAggregates, () => true);
    case 'hierarchical-aggregates':
      return known(continuousAggregates, ({ parentHypertableId }) => parentHypertableId !== null);
    case 'jobs':
      return known(jobs, (job) => job.scheduled && !isMaintenanceJob(job));
    case 'columnar-index-scan':
      return isOn('timescaledb.enable_columnarindexscan', artifacts)
        ? known(hypertables, ({ columnstoreEnabled }) => columnstoreEnabled)
        : 'unknown';
    // A session may switch these on for itself, and no catalog tells. COPY with direct compress has none of its faults.
    case 'direct-compress-insert':
      return isOn('timescaledb.enable_direct_compress_insert', artifacts) ? 'used' : 'unknown';
    case 'chunk-skipping':
      return isOn('timescaledb.enable_chunk_skipping', artifacts) ? 'used' : 'unknown';
  }
}

function known<R>(rows: readonly R[] | null, isUse: (row: R) => boolean): Usage {
  if (rows === null) return 'unknown';
  return rows.some(isUse) ? 'used' : 'unused';
}
