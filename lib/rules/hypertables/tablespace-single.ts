import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import {
  attachTablespace,
  countAttachedTablespaces,
  detachTablespace,
  mayCreateIn,
} from '@/lib/sql/tablespace';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext, type Step } from '../rule';

/** Our grading: what is smaller fits any volume, and one disk reads 100 GB in minutes. */
const LARGE_BYTES = 100_000_000_000;
/** Of every server; both live in the data directory. */
const BUILT_IN: ReadonlySet<string> = new Set(['pg_default', 'pg_global']);

/**
 * A server with its built-in tablespaces alone has nothing to spread over, which is how nearly all are set up: no
 * finding. Nor is a tablespace that somebody attached one: a single one is then a decision.
 */
export default defineRule({
  meta: {
    id: 'hypertables/tablespace-single',
    title: 'A large hypertable keeps to one of several tablespaces',
    why: 'Whoever made another tablespace had a disk for it. A hypertable uses it only once it is attached: until then every chunk goes to the same disk, whose end stops all writes.',
    source: 'https://www.tigerdata.com/docs/api/latest/hypertable/attach_tablespace',
    needs: ['hypertables', 'chunks', 'tablespaces', 'settings'],
    facts: {
      chunks: { label: 'Chunks, all on one tablespace', source: 'pg_class.reltablespace' },
      totalBytes: { label: 'Their size', source: 'pg_total_relation_size' },
      otherTablespaces: { label: 'Other tablespaces', source: 'pg_tablespace' },
    },
  },
  check({ hypertables, chunks, tablespaces, settings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const forTables = tablespacesForTables(tablespaces, settings);
    if (forTables.length === 0)
      return { notApplicable: 'This server has no tablespace for tables besides its default' };
    const byDefault = tablespaces.find(({ isDatabaseDefault }) => isDatabaseDefault)?.name;
    return hypertables
      .filter((hypertable) => hypertable.tablespaces.length === 0)
      .flatMap((hypertable) => {
        const own = chunksOf(chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered);
        const used = [...new Set(own.map(({ tablespace }) => tablespace ?? byDefault))];
        const [only] = used;
        if (used.length !== 1 || only === undefined) return [];
        if (chunkBytes(own) < byteThreshold(LARGE_BYTES, context)) return [];
        const others = forTables.filter((name) => name !== only);
        return others.length > 0 ? [finding(hypertable, own, only, others, context)] : [];
      });
  },
});

/** Tablespaces that somebody made, but not for temporary files: those disks may be lost at any restart. */
function tablespacesForTables(
  tablespaces: readonly Row<'tablespaces'>[],
  settings: readonly Row<'settings'>[],
): readonly string[] {
  const temporary = (settings.find(({ name }) => name === 'temp_tablespaces')?.setting ?? '')
    .split(',')
    .map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
  return tablespaces
    .filter(({ name, isDatabaseDefault }) => !isDatabaseDefault && !BUILT_IN.has(name))
    .map(({ name }) => name)
    .filter((name) => !temporary.includes(name));
}

function finding(
  hypertable: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  only: string,
  others: readonly string[],
  { server }: RuleContext,
): Finding {
  const { schema, name } = hypertable;
  const totalBytes = chunkBytes(chunks);
  const [other] = others;
  // Which of several is meant for it is not in SQL.
  const advice =
    server.timescale && other !== undefined && others.length === 1
      ? attachBoth(hypertable, only, other)
      : null;
  return {
    subject: [schema, name],
    severity: 'notice',
    // Which disk a tablespace is on, and how much of it is free, is not in SQL.
    confidence: 'low',
    title: `Spread ${schema}.${name} over another tablespace`,
    detail: `All of its ${counted(chunks.length, 'chunk')} (${bytes(totalBytes)}) are on ${only}, while the server also has ${others.join(', ')}.`,
    facts: { chunks: chunks.length, totalBytes, otherTablespaces: others.length },
    impact: {
      prevents: 'writes that stop because one disk is full',
      basis: 'Not estimated: which disk a tablespace is on, and how much of it is free, is not in SQL.',
    },
    ...(advice && { advice }),
  };
}

function attachBoth(hypertable: Row<'hypertables'>, only: string, other: string): Advice {
  const relation = { schema: hypertable.relationSchema, name: hypertable.relationName };
  const both = [other, only];
  return {
    precheck: {
      sql: mayCreateIn(hypertable.owner, other),
      expect: `true — else GRANT CREATE ON TABLESPACE to ${hypertable.owner} first`,
    },
    steps: both.map(
      (tablespace): Step => ({
        sql: attachTablespace(relation, tablespace),
        transaction: 'any',
        lock: {
          mode: 'AccessExclusive',
          on: 'the hypertable itself, not its chunks',
          blocks: 'reads and writes, for a moment',
        },
        duration: {
          seconds: 1,
          basis: 'catalog rows and an empty table; waiting for the lock not counted',
        },
        rewrites: false,
      }),
    ),
    undo: both.map((tablespace) => ({
      sql: detachTablespace(relation, tablespace),
      note: 'Chunks that were made meanwhile stay where they are.',
    })),
    verify: { sql: countAttachedTablespaces(relation), expect: '2 — new chunks go to both in turn' },
    worsens: 'The hypertable then needs both disks: losing either loses part of it.',
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: 'Only if the other tablespace is a disk of its own with room to spare. Chunks that exist stay where they are: move_chunk rewrites them elsewhere, one by one. Indexes of new chunks stay on the tablespace of the hypertable’s index.',
  };
}
