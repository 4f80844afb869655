import type { Row } from '@/lib/collect/snapshot';
import { extensionVersionNumber, type ServerFacts } from '@/lib/db/server';
import { bytes } from '@/lib/format/bytes';
import { chunkTargetSize, setAdaptiveChunking } from '@/lib/sql/extension';
import { type Advice, defineRule, type Finding } from '../rule';

type Blocker = Row<'upgradeBlockers'>;

/** What it is and what ends it, after the name of the table; by the update scripts that stop at it. */
const WORDS: Readonly<Record<Blocker['kind'], string>> = {
  'distributed-hypertable':
    'is a distributed hypertable, and multi-node no longer exists: copy its rows into a regular hypertable of one server, then remove the data nodes.',
  'hypercore-access-method':
    'has relations of the access method hypercore, which no longer exists: convert each by ALTER TABLE … SET ACCESS METHOD heap, which rewrites it.',
  'old-aggregate-format':
    'is a continuous aggregate of the old format: migrate it by CALL cagg_migrate, which builds a new one and copies the rows.',
  'experimental-bucket':
    'is a continuous aggregate with the experimental time_bucket_ng: migrate it by CALL cagg_migrate.',
  'smallint-bloom-index':
    'has bloom filters on smallint columns that were asked for by name, and that can hide rows: change its sparse_index setting, then compress those chunks anew with recompress => true.',
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
    wants: ['extensions'],
    facts: {
      chunkTargetBytes: {
        label: 'Chunk size that adaptive chunking aims at',
        source: '_timescaledb_catalog.hypertable',
      },
    },
  },
  check({ upgradeBlockers, extensions }, { server }) {
    const pending = extensions?.find(({ name }) => name === 'timescaledb')?.defaultVersion ?? null;
    return byObject(upgradeBlockers).map((blockers) => finding(blockers, pending, server));
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

function finding(blockers: readonly Blocker[], pending: string | null, server: ServerFacts): Finding {
  const [first] = [...blockers].sort(
    (a, b) => extensionVersionNumber(a.blockedRelease) - extensionVersionNumber(b.blockedRelease),
  );
  if (!first) throw new Error('a group is never empty');
  const { schema, name, blockedRelease } = first;
  const isAtHand =
    pending !== null && extensionVersionNumber(pending) >= extensionVersionNumber(blockedRelease);
  const target = blockers.find(({ kind }) => kind === 'adaptive-chunking')?.chunkTargetBytes ?? null;
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
    ...(target !== null && blockers.length === 1 && { advice: advice(first, target, server) }),
  };
}

function advice({ schema, name }: Blocker, targetBytes: number, { extensionSchemas }: ServerFacts): Advice {
  const place = { extensionSchema: extensionSchemas.timescaledb ?? 'public', schema, name };
  return {
    steps: [
      {
        sql: setAdaptiveChunking({ ...place, targetBytes: null }),
        transaction: 'any',
        lock: { mode: 'RowExclusive', on: 'the catalog row of the hypertable', blocks: 'nothing' },
        duration: { seconds: 1, basis: 'writes one catalog row' },
        rewrites: false,
      },
    ],
    undo: [
      {
        sql: setAdaptiveChunking({ ...place, targetBytes }),
        note: `It aims at ${bytes(targetBytes)} again.`,
      },
    ],
    verify: { sql: chunkTargetSize(schema, name), expect: '0' },
    worsens: 'The chunk interval no longer follows the volume: it stays as it is now, so look at it.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
  };
}
