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
  /** Pages of each index. */
  readonly indexPages: readonly number[];
}

export const PAGE_BYTES = 8_192;
/** Root and middle level of a free space map; a leaf covers so many pages. */
const MAP_PAGES = 2;
const PAGES_PER_MAP_LEAF = 4_069;
/** A visibility map of one page is made at once. */
const VISIBILITY_PAGES = 1;
/** A TOAST page holds four pieces; a leaf of its index, filled in order, 366 of them. */
const TOAST_PAGES_PER_LEAF = 366 / 4.1;
/** A small guess: bounds of two order columns and a segment. Only for an index that fits on one leaf. */
const INDEX_ENTRY_BYTES = 56;
/** From PostgreSQL 16 a bulk insert doubles what it extends a heap by, up to 64 pages. */
const BULK_EXTENSION_MAJOR = 16;
const MOST_EXTENSION_PAGES = 64;

/** The bytes of a relation with `factor` times the rows, everything included, on a server of this major version. */
export function compressedBytes(parts: CompressedParts, factor: number, major: number): number {
  const heap = extended(Math.max(1, Math.ceil(parts.heapPages * factor)), major);
  const toast = Math.ceil(parts.toastPages * factor);
  const indexes = parts.indexPages.reduce((sum, pages) => sum + indexPages(pages, parts.batches, factor), 0);
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

function indexPages(pages: number, batches: number, factor: number): number {
  const leaves =
    pages <= 2 ? Math.min(1, (batches * INDEX_ENTRY_BYTES) / PAGE_BYTES) : Math.max(1, pages - 2.5);
  return treePages(leaves * factor);
}

/** Pages that hold something, from the tuples on each: the last one counts by its share of a usual one. */
export function livePages(
  tuplesPerPage: readonly { readonly block: number; readonly tuples: number }[],
): number {
  const inOrder = [...tuplesPerPage].sort((a, b) => a.block - b.block);
  const last = inOrder.at(-1);
  if (!last) return 0;
  // Alone it may hold anything.
  if (inOrder.length === 1) return last.block + 0.5;
  const others = inOrder.slice(0, -1);
  const usual = others.reduce((sum, { tuples }) => sum + tuples, 0) / others.length;
  return last.block + Math.min(1, last.tuples / usual);
}
