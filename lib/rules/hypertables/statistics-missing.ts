import type { Row } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { presentUnits } from '@/lib/derive/present';
import { count, counted } from '@/lib/format/count';
import { analyzeHypertable, countNeverAnalyzed } from '@/lib/sql/chunk-upkeep';
import { type Advice, defineRule, type Finding, type RuleContext } from '../rule';

/** Of a relation that it knows nothing of, PostgreSQL takes at least ten pages for granted: no smaller one is misjudged. */
const LEAST_HEAP_BYTES = 10 * 8_192;
/** Autovacuum analyses from 50 changed rows on: below it never comes, and a part so small misleads nobody. */
const LEAST_BATCHES = 100;
/** Autovacuum looks at every table once a minute: after a day it is not going to come. */
const SETTLED_DAYS = 1;
/** CHK-15: parts that were converted a moment ago are a few; a fifth of them is a habit. */
const COLUMN_RATIO = 0.2;
/** Measured with the embedded engine: 32 small relations in 145 ms. A large one is sampled, 30,000 rows at most. */
const SECONDS_PER_RELATION = 0.2;
const DAY_MS = 86_400_000;

interface Gap {
  readonly hypertable: Row<'hypertables'>;
  readonly chunkCount: number;
  readonly rowParts: number;
  readonly columnParts: number;
  readonly allColumnParts: number;
  /** Its settings are left to TimescaleDB, which takes them from statistics of the whole that nobody makes. */
  readonly lacksWhole: boolean;
}

export default defineRule({
  meta: {
    id: 'hypertables/statistics-missing',
    title: 'The planner has no statistics of chunks',
    why: 'Of what was never analysed the planner guesses how many rows there are and how many of them match. Converting a chunk forgets what was known of it, and autovacuum never analyses a hypertable as a whole, from which TimescaleDB chooses segmentby.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-STATISTICS',
    needs: ['hypertables', 'chunks'],
    wants: ['compressionSettings'],
    facts: {
      rowParts: { label: 'Chunks with rows, never analysed', source: 'pg_class.reltuples' },
      columnParts: { label: 'Column parts, never analysed', source: 'pg_class.reltuples' },
      allColumnParts: { label: 'Of so many column parts', source: '_timescaledb_catalog.chunk' },
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
    },
  },
  check({ hypertables, chunks, compressionSettings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    return hypertables
      .map((hypertable) =>
        gapOf(hypertable, chunksOf(chunks, hypertable.hypertableId), compressionSettings, context),
      )
      .filter(
        ({ rowParts, columnParts, allColumnParts, lacksWhole }) =>
          rowParts > 0 || columnParts > COLUMN_RATIO * allColumnParts || lacksWhole,
      )
      .map((gap) => finding(gap, context));
  },
});

function gapOf(
  hypertable: Row<'hypertables'>,
  all: readonly Row<'chunks'>[],
  settings: readonly Row<'compressionSettings'>[] | null,
  { nowMs, server }: RuleContext,
): Gap {
  const chunks = all.filter(({ isTiered }) => !isTiered);
  const present = presentUnits(hypertable, chunks, nowMs) ?? Number.NaN;
  const settledBefore = present - (hypertable.isIntegerTime ? 0 : SETTLED_DAYS * DAY_MS * 1_000);
  const isSettled = ({ rangeEndUnits, createdAt }: Row<'chunks'>) =>
    (rangeEndUnits ?? Number.NaN) <= settledBefore &&
    (createdAt === null || nowMs - Date.parse(createdAt) >= SETTLED_DAYS * DAY_MS);
  // Until 13 no rows may also mean that nobody counted.
  const isUncounted = ({ rowPartRows }: Row<'chunks'>) =>
    rowPartRows === null || (server.major < 14 && rowPartRows === 0);
  const columns = chunks.filter(
    ({ isColumnPartAnalyzed, compressedBatches }) =>
      isColumnPartAnalyzed !== null && (compressedBatches ?? LEAST_BATCHES) >= LEAST_BATCHES,
  );
  const setting = settings?.find(({ hypertableId }) => hypertableId === hypertable.hypertableId);
  return {
    hypertable,
    chunkCount: chunks.length,
    rowParts: chunks.filter(
      (chunk) => isSettled(chunk) && isUncounted(chunk) && (chunk.rowHeapBytes ?? 0) > LEAST_HEAP_BYTES,
    ).length,
    columnParts: columns.filter(({ isColumnPartAnalyzed }) => isColumnPartAnalyzed === false).length,
    allColumnParts: columns.length,
    lacksWhole:
      hypertable.isAnalyzed === false &&
      hypertable.columnstoreEnabled &&
      setting?.segmentBy === null &&
      chunks.some(isSettled),
  };
}

function finding(gap: Gap, context: RuleContext): Finding {
  const { hypertable, rowParts, columnParts, allColumnParts, chunkCount, lacksWhole } = gap;
  const { schema, name } = hypertable;
  const isGuessed = rowParts > 0 || columnParts > COLUMN_RATIO * allColumnParts;
  return {
    subject: [schema, name],
    severity: isGuessed ? 'warning' : 'notice',
    confidence: 'high',
    title: `Analyse ${schema}.${name}`,
    detail: sentences(gap),
    facts: { rowParts, columnParts, allColumnParts, chunks: chunkCount },
    impact: {
      prevents: isGuessed
        ? 'plans that rest on a guess'
        : 'a segmentby that is chosen without knowing the columns',
      basis: isGuessed
        ? `${counted(rowParts + columnParts, 'relation')} without an estimate of ${lacksWhole ? 'its rows, and none of the whole' : 'its rows'}; which plans suffer is not known.`
        : 'The hypertable was never analysed as a whole, and its segmentby is left to TimescaleDB.',
    },
    ...adviceOf(gap, context),
  };
}

function sentences({ rowParts, columnParts, allColumnParts, lacksWhole }: Gap): string {
  return [
    ...(rowParts > 0
      ? [
          `${counted(rowParts, 'chunk')} with rows of yesterday or before ${rowParts === 1 ? 'was' : 'were'} never analysed: autovacuum is off, or does not keep up.`,
        ]
      : []),
    ...(columnParts > 0
      ? [
          `Nor were ${count(columnParts)} of ${counted(allColumnParts, 'column part')} since they were converted.`,
        ]
      : []),
    ...(lacksWhole
      ? [
          'The hypertable as a whole was never analysed, and TimescaleDB is to choose segmentby by its statistics.',
        ]
      : []),
  ].join(' ');
}

function adviceOf(
  { hypertable, chunkCount, allColumnParts }: Gap,
  { server }: RuleContext,
): { readonly advice?: Advice } {
  const { timescale } = server;
  // Before 14 the catalog does not tell whether it helped.
  if (!timescale || server.major < 14) return {};
  const relations = chunkCount + allColumnParts + 1;
  return {
    advice: {
      steps: [
        {
          sql: analyzeHypertable(hypertable),
          transaction: 'any',
          lock: {
            mode: 'ShareUpdateExclusive',
            on: 'the hypertable, and one chunk after the other',
            blocks: 'VACUUM and changes of the table; reads and writes go on',
          },
          duration: {
            seconds: Math.max(1, Math.ceil(relations * SECONDS_PER_RELATION)),
            basis: `${relations} relations at ${SECONDS_PER_RELATION} s, each read by a sample of 30,000 rows at most`,
          },
          rewrites: false,
        },
      ],
      undo: { impossible: 'Not needed: it writes what the planner knows, and no rows.' },
      verify: {
        sql: countNeverAnalyzed(timescale, hypertable),
        expect: '0 — every part has been analysed',
      },
      role: `owner of ${hypertable.schema}.${hypertable.name}`,
      deletesData: false,
      note: 'Run it again after many chunks were converted or loaded. Where chunks go without it again, look whether autovacuum is on, for the hypertable too (autovacuum_enabled).',
    },
  };
}
