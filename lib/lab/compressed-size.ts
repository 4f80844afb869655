/**
 * What a compressed relation is made of, page by page. A small one is mostly fixed cost and rounding, so that bytes cannot
 * be scaled: pages that hold something are, and the rest is added as PostgreSQL would. Measured on PostgreSQL 17 with
 * relations from 10 to 160,000 rows.
 */
export interface CompressedParts {
  readonly rows: number;
  readonly batches: number;
  /** Pages of the heap and of its TOAST that hold something; the last one by its share. */
  readonly heapPages: number;
  readonly toastPages: number;
  /** Leaf pages of each index that hold something; a single one by its share. */
  readonly indexLeaves: readonly number[];
}

export const PAGE_BYTES = 8_192;
/** Root and middle level of a free space map; a leaf covers so many pages. */
const MAP_PAGES = 2;
const PAGES_PER_MAP_LEAF = 4_069;
/** A visibility map of one page is made at once. */
const VISIBILITY_PAGES = 1;
export const TOAST_TUPLES_PER_PAGE = 4;
/** A leaf of the index over TOAST, filled in order, holds 366 of them; the last of a value is a short one. */
const TOAST_PAGES_PER_LEAF = 366 / 4.1;
/** A small guess: bounds of two order columns and a segment. Only for an index that fits on one leaf. */
const INDEX_ENTRY_BYTES = 56;
/** From PostgreSQL 16 a bulk insert doubles what it extends a heap by, up to 64 pages. */
const BULK_EXTENSION_MAJOR = 16;
const MOST_EXTENSION_PAGES = 64;

/** What several relations hold together. */
export function pooled(parts: readonly CompressedParts[]): CompressedParts {
  const sum = (pick: (one: CompressedParts) => number) => parts.reduce((total, one) => total + pick(one), 0);
  return {
    rows: sum(({ rows }) => rows),
    batches: sum(({ batches }) => batches),
    heapPages: sum(({ heapPages }) => heapPages),
    toastPages: sum(({ toastPages }) => toastPages),
    indexLeaves: (parts[0]?.indexLeaves ?? []).map((_, at) => sum(({ indexLeaves }) => indexLeaves[at] ?? 0)),
  };
}

/** The bytes of a relation with `factor` times the rows, everything included, on a server of this major version. */
export function compressedBytes(parts: CompressedParts, factor: number, major: number): number {
  const heap = extended(Math.max(1, Math.ceil(parts.heapPages * factor)), major);
  const toast = Math.ceil(parts.toastPages * factor);
  const indexes = parts.indexLeaves.reduce((sum, leaves) => sum + treePages(leaves * factor), 0);
  const toastIndex = toast === 0 ? 1 : treePages(toast / TOAST_PAGES_PER_LEAF);
  const maps =
    (heap > 1 ? mapPages(heap) : 0) + VISIBILITY_PAGES + (toast > 0 ? mapPages(toast) + VISIBILITY_PAGES : 0);
  return PAGE_BYTES * (heap + toast + indexes + toastIndex + maps);
}

function extended(pages: number, major: number): number {
  if (major < BULK_EXTENSION_MAJOR) return pages;
  const doubled = 2 ** Math.ceil(Math.log2(pages));
  return doubled <= 2 * MOST_EXTENSION_PAGES
    ? doubled
    : Math.ceil(pages / MOST_EXTENSION_PAGES) * MOST_EXTENSION_PAGES;
}

const mapPages = (pages: number) => MAP_PAGES + Math.ceil(pages / PAGES_PER_MAP_LEAF);

/** Meta page and root, which is the only leaf at first. */
const treePages = (leaves: number) => (leaves <= 1 ? 2 : Math.ceil(leaves) + 2);

/** Leaves of an index of so many pages over so many batches. */
export function indexLeaves(pages: number, batches: number): number {
  return pages <= 2 ? Math.min(1, (batches * INDEX_ENTRY_BYTES) / PAGE_BYTES) : Math.max(1, pages - 2.5);
}

interface TuplesOnPage {
  readonly block: number;
  readonly tuples: number;
}

/** Pages that hold something, from the tuples on each: the last one counts by its share of a usual one, or of `alone`. */
export function livePages(tuplesPerPage: readonly TuplesOnPage[], alone: (tuples: number) => number): number {
  const inOrder = [...tuplesPerPage].sort((a, b) => a.block - b.block);
  const last = inOrder.at(-1);
  if (!last) return 0;
  const others = inOrder.slice(0, -1);
  if (others.length === 0) return last.block + Math.min(1, alone(last.tuples));
  const usual = others.reduce((sum, { tuples }) => sum + tuples, 0) / others.length;
  return last.block + Math.min(1, last.tuples / usual);
}
