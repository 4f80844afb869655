import { bytes } from '@/lib/format/bytes';
import { countHypercore, leaveHypercore } from '@/lib/sql/access-method';
import {
  forgetMigration,
  giveAggregate,
  hasPresentFormat,
  mayMigrate,
  migrateAggregate,
  migratedName,
  renameAggregate,
} from '@/lib/sql/aggregate-migration';
import type { RelationName } from '@/lib/sql/columnstore';
import { areNamesFree, dropAggregate } from '@/lib/sql/continuous-aggregate';
import { chunkTargetSize, setAdaptiveChunking } from '@/lib/sql/extension';
import {
  countBloomedChunks,
  rewriteBloomedChunks,
  rewriteOtherwiseIndexed,
  setSparseIndex,
} from '@/lib/sql/sparse-index';
import type { Advice, Step } from '../../rule';

interface Place extends RelationName {
  readonly extensionSchema: string;
}

export function endAdaptiveChunking(place: Place, targetBytes: number): Advice {
  const { schema, name } = place;
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

/** Run by hand on 2.19.3: what a chunk held in the columnstore is in the row store afterwards. */
export function takeFromHypercore({ schema, name }: Place): Advice {
  const place = { schema, name };
  return {
    steps: [
      {
        sql: leaveHypercore(place),
        transaction: 'none',
        lock: {
          mode: 'AccessExclusive',
          on: 'each chunk in turn, for as long as it is written anew',
          blocks: 'reads and writes of that chunk',
        },
        rewrites: true,
      },
    ],
    undo: {
      impossible:
        'Which chunks had the access method is not kept; ALTER TABLE … SET ACCESS METHOD hypercore takes each back, as long as the release has it.',
    },
    verify: { sql: countHypercore(place), expect: '0' },
    worsens:
      'The chunks are uncompressed afterwards and take the space that they did before; the columnstore policy converts them again.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: 'A columnstore policy whose config has hypercore_use_access_method makes new ones: set it to false first.',
    notRehearsable: 'The sandbox runs a later release, which has no access method hypercore.',
  };
}

/** Run by hand on 2.11.2 and 2.19.3. The old aggregate stays, as a finding of its own, until both were compared. */
export function buildAggregateAnew(place: Place, owner: string): Advice {
  const { schema, name } = place;
  const old = { schema, name: migratedName(name) };
  return {
    precheck: {
      sql: mayMigrate(place),
      expect: 'true — the names that the migration gives are free, and none was begun before',
    },
    steps: [
      {
        sql: migrateAggregate(place),
        transaction: 'none',
        lock: {
          mode: 'AccessExclusive',
          on: 'both aggregates, when they change names at the end',
          blocks: 'their readers, for a moment',
        },
        rewrites: true,
      },
      {
        sql: giveAggregate(place, owner),
        transaction: 'any',
        lock: { mode: 'AccessExclusive', on: 'the new aggregate, briefly', blocks: 'its readers' },
        duration: { seconds: 1, basis: 'changes catalog rows only' },
        rewrites: false,
      },
    ],
    undo: [
      { sql: dropAggregate(place), note: 'The new aggregate goes, with its policies.' },
      { sql: renameAggregate(old, name) },
      ...forgetMigration(place).map((sql) => ({ sql })),
    ],
    verify: {
      sql: hasPresentFormat(place),
      expect: 'true — the aggregate of this name has the present format',
    },
    worsens: 'The rows are stored twice, and refreshed twice, until the old aggregate is dropped.',
    role: 'superuser, because the migration writes its plan into the catalog',
    deletesData: false,
    note: `The old aggregate stays as ${schema}.${old.name}, still stops the update, and is then found here by itself. Privileges are not copied, and views that read the aggregate go on with the old one: grant and create them anew. The command prints the refresh that is still to be run.`,
    notRehearsable: 'No release that can be rehearsed on makes aggregates of the old format any more.',
  };
}

/** The settings first: chunks are written anew by them. Where the hypertable asks for no such filter any more, only its chunks. */
export function leaveSmallintBlooms(
  { schema, name }: Place,
  { present, without }: { readonly present: string | null; readonly without: string | null },
): Advice {
  const place = { schema, name };
  const setting = (sparseIndex: string): Step => ({
    sql: setSparseIndex(place, sparseIndex),
    transaction: 'any',
    lock: { mode: 'AccessExclusive', on: `${schema}.${name}, briefly`, blocks: 'its reads and writes' },
    duration: { seconds: 1, basis: 'changes catalog rows only' },
    rewrites: false,
  });
  return {
    steps: [
      ...(without === null ? [] : [setting(without)]),
      {
        sql: rewriteBloomedChunks(place),
        transaction: 'none',
        lock: {
          mode: 'AccessExclusive',
          on: 'one chunk after the other',
          blocks: 'writes to the chunk that is written anew, and for a moment at the end its reads too',
        },
        rewrites: true,
      },
    ],
    undo:
      present === null
        ? { impossible: 'The hypertable does not ask for these filters, so no chunk gets them again.' }
        : [
            { sql: setSparseIndex(place, present) },
            { sql: rewriteOtherwiseIndexed(place), note: 'The filters hide rows again.' },
          ],
    verify: { sql: countBloomedChunks(place), expect: '0 — chunks with such a filter' },
    worsens: 'Queries by these columns read batches that the filters left out, rightly or wrongly.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: 'From 2.27 on the filters are right: ask for them again after the update.',
  };
}

export function dropOldAggregate({ schema, name }: Place): Advice {
  const place = { schema, name };
  return {
    steps: [
      {
        sql: dropAggregate(place),
        transaction: 'any',
        lock: { mode: 'AccessExclusive', on: `${schema}.${name} and its chunks`, blocks: 'its readers' },
        duration: { seconds: 5, basis: 'removes files, and reads no rows' },
        rewrites: false,
      },
    ],
    undo: {
      impossible:
        'Its rows are in the new aggregate too, as far as the migration copied them; a backup has the old one.',
    },
    verify: { sql: areNamesFree([place]), expect: 'true' },
    role: `owner of ${schema}.${name}`,
    deletesData: true,
    note: 'Compare both first, by count and sums of each bucket: rows whose source is gone are nowhere else. It is refused while a view still reads it.',
    notRehearsable: 'No release that can be rehearsed on makes aggregates of the old format any more.',
  };
}
