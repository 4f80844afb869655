import type { Row } from '@/lib/collect/snapshot';
import { hypertableUse } from '@/lib/derive/column-use';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import { type ColumnstoreSettings, mayLeaveSettingsOpen } from '@/lib/sql/columnstore-settings';
import type { RuleContext } from '../../rule';
import type { SegmentSigns } from './segmentby-choice';

/** What the rules about columnstore settings judge: one hypertable that has columnstore turned on. */
export interface ColumnstoreSubject {
  readonly hypertable: Row<'hypertables'>;
  /** Without the tiered ones. */
  readonly chunks: readonly Row<'chunks'>[];
  /** Null when they could not be read. */
  readonly columns: readonly Row<'hypertableColumns'>[] | null;
  /** As they are set; null is left open. */
  readonly settings: ColumnstoreSettings;
  /** As they work: where they are left open, what TimescaleDB decided for most chunks; null when there is none. */
  readonly inEffect: ColumnstoreSettings;
  /** What speaks for segments besides its indexes. */
  readonly signs: SegmentSigns;
  /** Chunks that were compressed with other settings than those of today. */
  readonly driftedIds: ReadonlySet<number>;
}

export interface ColumnstoreArtifacts {
  readonly hypertables: readonly Row<'hypertables'>[];
  readonly chunks: readonly Row<'chunks'>[];
  readonly compressionSettings: readonly Row<'compressionSettings'>[];
  readonly chunkCompression: readonly Row<'chunkCompression'>[] | null;
  readonly hypertableColumns: readonly Row<'hypertableColumns'>[] | null;
  readonly statements: readonly Row<'statements'>[] | null;
  readonly columnstoreDefaults: readonly Row<'columnstoreDefaults'>[] | null;
}

/** One subject for each hypertable and continuous aggregate with columnstore. */
export function columnstoreSubjects(
  artifacts: ColumnstoreArtifacts,
  context: Pick<RuleContext, 'server'>,
): ColumnstoreSubject[] {
  return artifacts.hypertables
    .filter(({ columnstoreEnabled }) => columnstoreEnabled)
    .map((hypertable) => columnstoreSubject(hypertable, artifacts, context));
}

/** The subject that a hypertable is; without columnstore its settings are all open. */
export function columnstoreSubject(
  hypertable: Row<'hypertables'>,
  artifacts: ColumnstoreArtifacts,
  { server: { timescale } }: Pick<RuleContext, 'server'>,
): ColumnstoreSubject {
  const { hypertables, chunks, compressionSettings, chunkCompression, hypertableColumns, statements } =
    artifacts;
  const isOwn = ({ hypertableId }: { readonly hypertableId: number }) =>
    hypertableId === hypertable.hypertableId;
  const set = settingsOf(compressionSettings.find(isOwn));
  // Before 2.22 nothing is left open: no segmentby is none.
  const settings =
    timescale && mayLeaveSettingsOpen(timescale) ? set : { ...set, segmentBy: set.segmentBy ?? [] };
  const used = chunkCompression?.filter(isOwn) ?? [];
  // Sorted by the collector: what most chunks have is the first.
  const decided = used.find(({ isCurrent }) => isCurrent);
  return {
    hypertable,
    chunks: chunksOf(chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered),
    columns: hypertableColumns?.filter(isOwn) ?? null,
    signs: {
      use: statements && hypertableUse(hypertable, hypertables, statements),
      own: artifacts.columnstoreDefaults?.find(isOwn) ?? null,
    },
    settings,
    inEffect: {
      segmentBy: settings.segmentBy ?? decidedSegmentBy(settings, decided),
      orderBy: settings.orderBy ?? settingsOf(decided).orderBy,
    },
    driftedIds: new Set(used.flatMap(({ driftedChunkIds }) => driftedChunkIds)),
  };
}

/** Verified on 2.23: with an order that is set and no segmentby, chunks get none; else each gets what TimescaleDB finds then. */
function decidedSegmentBy(
  { orderBy }: ColumnstoreSettings,
  decided: Row<'chunkCompression'> | undefined,
): readonly string[] | null {
  if (orderBy) return [];
  // Of a chunk, null is none.
  return decided ? (decided.segmentBy ?? []) : null;
}

type StoredSettings = Pick<Row<'chunkCompression'>, 'segmentBy' | 'orderBy' | 'orderByDescending'> &
  Partial<Pick<Row<'compressionSettings'>, 'orderByNullsFirst'>>;

function settingsOf(row: StoredSettings | undefined): ColumnstoreSettings {
  return { segmentBy: row?.segmentBy ?? null, orderBy: row ? orderOf(row) : null };
}

function orderOf({ orderBy, orderByDescending, orderByNullsFirst }: StoredSettings): ColumnOrder[] | null {
  return (
    orderBy?.map((column, at) => {
      const descending = orderByDescending?.[at] ?? false;
      return { column, descending, nullsFirst: orderByNullsFirst?.[at] ?? descending };
    }) ?? null
  );
}
