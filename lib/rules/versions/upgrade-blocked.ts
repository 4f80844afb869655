import type { Row } from '@/lib/collect/snapshot';
import {
  extensionVersionNumber,
  type ServerFacts,
  type TimescaleFacts,
  timescaleAtLeast,
} from '@/lib/db/server';
import { MIGRATED_SUFFIX } from '@/lib/sql/aggregate-migration';
import { type Advice, defineRule, type Finding, type Needed } from '../rule';
import {
  buildAggregateAnew,
  dropOldAggregate,
  endAdaptiveChunking,
  leaveSmallintBlooms,
  takeFromHypercore,
} from '../shared/versions/blocker-advice';

type Blocker = Row<'upgradeBlockers'>;
type Artifacts = Needed<'upgradeBlockers', 'extensions' | 'continuousAggregates'>;

/** What it is and what ends it, after the name of the table; by the update scripts that stop at it. */
const WORDS: Readonly<Record<Blocker['kind'], string>> = {
  'distributed-hypertable':
    'is a distributed hypertable, and multi-node no longer exists: copy its rows into a regular hypertable of one server, then remove the data nodes.',
  'hypercore-access-method':
    'has relations of the access method hypercore, which no longer exists. Each has to go back to the row store; from there the columnstore takes it in anew.',
  'old-aggregate-format':
    'is a continuous aggregate of the old format. It has to be built anew, for which cagg_migrate copies its rows. From 2.18 to 2.23 it fails to copy those of one that is materialised only: update to 2.24 first.',
  'migrated-aggregate':
    'is the old copy of a continuous aggregate that cagg_migrate has built anew. It is still refreshed, and has to go. Where cagg_migrate was called without override, it still has the name that queries ask for: rename it to …_old and the new one, …_new, to its name first.',
  'experimental-bucket':
    'is a continuous aggregate with the experimental time_bucket_ng, which no longer exists. Make a new aggregate with time_bucket(width, time, timezone), refresh it, and let it take the name of the old one. From 2.15 on CALL _timescaledb_functions.cagg_migrate_to_time_bucket rewrites it in place, which is right for buckets of months and for times without a time zone only: on timestamptz it counts days and hours from 2000-01-01 00:00+01, so that days in UTC begin at 23:00 afterwards.',
  'smallint-bloom-index':
    'has bloom filters on smallint columns that were asked for by name, and that can hide rows. Its setting has to go without them, and those chunks to be compressed anew.',
  'adaptive-chunking': 'uses adaptive chunking, which no longer exists.',
  'first-last-index':
    'has first/last sparse indexes from a later release: compress those chunks anew with recompress => true.',
};

export default defineRule({
  meta: {
    id: 'versions/upgrade-blocked',
    title: 'Something stops the update of TimescaleDB',
    why: 'The update script of a release raises an error where it finds what that release has no code for. Found on the evening of the upgrade it ends it; found before, it is an hour of work.',
    source: 'https://github.com/timescale/timescaledb/tree/main/sql/updates',
    needs: ['upgradeBlockers'],
    wants: ['extensions', 'continuousAggregates'],
    facts: {
      chunkTargetBytes: {
        label: 'Chunk size that adaptive chunking aims at',
        source: '_timescaledb_catalog.hypertable',
      },
    },
  },
  check(artifacts, { server }) {
    return byObject(artifacts.upgradeBlockers).map((blockers) => finding(blockers, artifacts, server));
  },
});

function byObject(blockers: readonly Blocker[]): readonly (readonly Blocker[])[] {
  const objects = new Map<string, Blocker[]>();
  for (const blocker of blockers) {
    const key = JSON.stringify([blocker.schema, blocker.name]);
    objects.set(key, [...(objects.get(key) ?? []), blocker]);
  }
  return [...objects.values()];
}

function finding(
  blockers: readonly Blocker[],
  { extensions, continuousAggregates }: Artifacts,
  server: ServerFacts,
): Finding {
  const pending = extensions?.find(({ name }) => name === 'timescaledb')?.defaultVersion ?? null;
  const [first] = [...blockers].sort(
    (a, b) => extensionVersionNumber(a.blockedRelease) - extensionVersionNumber(b.blockedRelease),
  );
  if (!first) throw new Error('a group is never empty');
  const { schema, name, blockedRelease } = first;
  const isAtHand =
    pending !== null && extensionVersionNumber(pending) >= extensionVersionNumber(blockedRelease);
  const target = blockers.find(({ kind }) => kind === 'adaptive-chunking')?.chunkTargetBytes ?? null;
  const aggregate = continuousAggregates?.find((one) => one.schema === schema && one.name === name) ?? null;
  // Each of several asks for something else first.
  const advice = blockers.length === 1 ? adviceOf(first, aggregate, server) : null;
  return {
    subject: [schema, name],
    severity: isAtHand ? 'warning' : 'notice',
    confidence: 'high',
    title: `${schema}.${name} stops the update to TimescaleDB ${blockedRelease}`,
    detail: `${blockers.map(({ kind }) => `It ${WORDS[kind]}`).join(' ')}${isAtHand ? ` The files of ${pending} are installed, and their update would fail on it.` : ''}`,
    facts: { chunkTargetBytes: target },
    impact: {
      prevents: 'an upgrade that fails half-way through its evening',
      basis: `The condition is the one of the update scripts of TimescaleDB ${blockers.map((one) => one.blockedRelease).join(' and ')}.`,
    },
    ...(advice && { advice }),
  };
}

function adviceOf(
  { kind, schema, name, chunkTargetBytes, sparseIndex, sparseIndexWithout }: Blocker,
  aggregate: Row<'continuousAggregates'> | null,
  { extensionSchemas, timescale }: ServerFacts,
): Advice | null {
  const place = { extensionSchema: extensionSchemas.timescaledb ?? 'public', schema, name };
  switch (kind) {
    case 'adaptive-chunking':
      return chunkTargetBytes === null ? null : endAdaptiveChunking(place, chunkTargetBytes);
    case 'hypercore-access-method':
      return takeFromHypercore(place);
    case 'old-aggregate-format':
      return aggregate && timescale && canCopy(aggregate, timescale)
        ? buildAggregateAnew(place, aggregate.owner)
        : null;
    case 'smallint-bloom-index':
      return leaveSmallintBlooms(place, { present: sparseIndex, without: sparseIndexWithout });
    case 'migrated-aggregate':
      // Under the name that queries ask for it is to be renamed first.
      return name.endsWith(MIGRATED_SUFFIX) ? dropOldAggregate(place) : null;
    default:
      return null;
  }
}

/** `cagg_migrate` of these releases reads a materialised-only aggregate by a name that it did not set (cagg_migrate.sql). */
const canCopy = ({ isMaterializedOnly }: Row<'continuousAggregates'>, timescale: TimescaleFacts): boolean =>
  !isMaterializedOnly || !timescaleAtLeast(timescale, '2.18') || timescaleAtLeast(timescale, '2.24');
