import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import type { TimescaleDialect } from '@/lib/sql/columnstore';
import {
  type ColumnstoreSettings,
  countOtherSettings,
  keepsSettingsPerChunk,
  readsSettings,
  rewriteDriftedChunks,
  setColumnstore,
} from '@/lib/sql/columnstore-settings';
import type { Sql } from '@/lib/sql/statement';
import type { Advice, RuleContext, Step } from '../../rule';
import type { ColumnstoreSubject } from './columnstore-subject';
import type { SegmentByChoice } from './segmentby-choice';

/** One run ends in reasonable time; the next goes on where it ended. */
const MOST_CHUNKS = 100;
/** Measured with the embedded engine: 15 MB a second of rows, decompressed, sorted and compressed by one core. */
const BYTES_PER_SECOND = 10_000_000;

export interface SettingsAdvice {
  readonly advice?: Advice;
  /** Whether the settings themselves are to change, whether or not this server's version can. */
  readonly changes: boolean;
  /** Why there is none, as a sentence that begins with a blank; else empty. */
  readonly whyNot: string;
}

/**
 * Other settings for the chunks to come, then the chunks that have others are converted anew. Converting alone where
 * the settings are right already and chunks still have former ones.
 */
export function settingsAdvice(
  subject: ColumnstoreSubject,
  wanted: ColumnstoreSettings,
  worsens: string,
  { server: { timescale } }: RuleContext,
): SettingsAdvice {
  const { hypertable, chunks, settings, driftedIds } = subject;
  const changes = !sameLayout(wanted, subject.inEffect);
  if (timescale?.license !== 'timescale') return { changes, whyNot: '' };
  if (!keepsSettingsPerChunk(timescale))
    return {
      changes,
      whyNot: changes
        ? ' Before TimescaleDB 2.14.1 settings change only while no chunk is compressed: upgrade first.'
        : '',
    };
  const compressed = chunks.filter(({ isCompressed }) => isCompressed);
  const rewritten = changes ? compressed : compressed.filter(({ chunkId }) => driftedIds.has(chunkId));
  if (!changes && rewritten.length === 0) return { changes, whyNot: '' };
  const target = changes ? wanted : settings;
  return {
    changes,
    whyNot: '',
    advice: {
      precheck: {
        sql: readsSettings(timescale, hypertable, settings),
        expect: changes
          ? 'true — the settings are still those that the undo puts back'
          : 'true — the settings are still those that the chunks are to get',
      },
      steps: [
        ...(changes
          ? setColumnstore(timescale, hypertable, target).map((sql) => alterStep(sql, hypertable))
          : []),
        ...(rewritten.length > 0 ? [rewriteStep(timescale, hypertable, rewritten)] : []),
      ],
      undo: changes
        ? undoOf(subject, timescale, rewritten.length)
        : {
            impossible:
              'Not needed: the rows stay the same, and the settings are those that the hypertable has already.',
          },
      verify: {
        sql: countOtherSettings(timescale, hypertable, target),
        expect: `0 — the hypertable and all compressed chunks have these settings${rewritten.length > MOST_CHUNKS ? `; each run of the last step rewrites ${MOST_CHUNKS}, so repeat it until it is` : ''}`,
      },
      worsens,
      role: `owner of ${hypertable.schema}.${hypertable.name}`,
      deletesData: false,
      ...noteOf(rewritten),
    },
  };
}

function alterStep(sql: Sql, { schema, name }: Row<'hypertables'>): Step {
  return {
    sql,
    transaction: 'any',
    lock: { mode: 'AccessExclusive', on: `${schema}.${name}`, blocks: 'reads and writes, for a moment' },
    duration: { seconds: 1, basis: 'writes one catalog row; chunks stay as they are' },
    rewrites: false,
  };
}

function rewriteStep(
  timescale: TimescaleDialect,
  hypertable: Row<'hypertables'>,
  rewritten: readonly Row<'chunks'>[],
): Step {
  const run = Math.min(MOST_CHUNKS, rewritten.length);
  const runBytes = (rowsBytes(rewritten) / rewritten.length) * run;
  return {
    sql: rewriteDriftedChunks(timescale, hypertable, MOST_CHUNKS),
    transaction: 'none',
    lock: {
      mode: 'AccessExclusive',
      on: 'one chunk after the other',
      blocks: 'writes to the chunk that is being rewritten, and at the end its reads too',
    },
    duration: {
      seconds: Math.max(1, Math.ceil(runBytes / BYTES_PER_SECOND)),
      basis: `${counted(run, 'chunk')} with ${count(Math.round(runBytes))} bytes of rows at ${BYTES_PER_SECOND / 1_000_000} MB a second, decompressed, sorted and compressed; waiting for locks not counted`,
    },
    rewrites: true,
  };
}

/** What chunks take as rows: what they took before, or, where that is not known, at least what they take now. */
const rowsBytes = (chunks: readonly Row<'chunks'>[]) =>
  chunks.reduce((sum, { beforeBytes, columnTotalBytes }) => sum + (beforeBytes ?? columnTotalBytes ?? 0), 0);

function undoOf(
  { hypertable, settings }: ColumnstoreSubject,
  timescale: TimescaleDialect,
  rewrittenChunks: number,
): Advice['undo'] {
  const isOpen = settings.segmentBy === null || settings.orderBy === null;
  if (isOpen && hypertable.kind === 'continuous-aggregate')
    return {
      impossible:
        'The settings were left to TimescaleDB, and it refuses to leave those of an aggregate open again.',
    };
  return [
    ...setColumnstore(timescale, hypertable, settings).map((sql) => ({ sql })),
    ...(rewrittenChunks > 0
      ? [
          {
            sql: rewriteDriftedChunks(timescale, hypertable, MOST_CHUNKS),
            ...(isOpen && { note: 'Rewritten chunks keep what is left open as it is.' }),
          },
        ]
      : []),
  ];
}

function noteOf(rewritten: readonly Row<'chunks'>[]): { readonly note?: string } {
  if (rewritten.length === 0) return {};
  const largest = Math.max(...rewritten.map((chunk) => rowsBytes([chunk])));
  const frozen = rewritten.filter(({ isFrozen }) => isFrozen).length;
  const frozenNote =
    frozen > 0 ? ` ${counted(frozen, 'chunk is', 'chunks are')} frozen and must be unfrozen first.` : '';
  return {
    note: `Converting a chunk alone would skip those that are converted already; recompressing rewrites them with the new settings. Each is committed by itself: an interrupted run keeps what it has done. Meanwhile the largest needs up to ${bytes(largest)} of disk, and WAL in proportion.${frozenNote}`,
  };
}

/** A direction alone is no other layout. */
function sameLayout(a: ColumnstoreSettings, b: ColumnstoreSettings): boolean {
  const text = ({ segmentBy, orderBy }: ColumnstoreSettings) =>
    JSON.stringify([segmentBy, orderBy?.map(({ column }) => column)]);
  return text(a) === text(b);
}

/** What was chosen, with the present order where that begins with time too: it may know more than statistics do. */
export function chosenSettings(
  { hypertable, inEffect }: ColumnstoreSubject,
  { segmentBy, orderBy }: Pick<SegmentByChoice, 'segmentBy' | 'orderBy'>,
): ColumnstoreSettings {
  const kept = inEffect.orderBy?.filter(({ column }) => !segmentBy.includes(column));
  const isByTime = kept?.[0]?.column === hypertable.timeColumn && orderBy.length === 1;
  return { segmentBy, orderBy: kept && isByTime ? kept : orderBy };
}
