import type { Row } from '@/lib/collect/snapshot';

type Chunks = readonly Row<'chunks'>[];

const NONE: Chunks = [];
const grouped = new WeakMap<Chunks, ReadonlyMap<number, Chunks>>();

/** The chunks of one hypertable, from one pass over all of them that is kept as long as the artifact lives. */
export function chunksOf(chunks: Chunks, hypertableId: number): Chunks {
  let groups = grouped.get(chunks);
  if (!groups) {
    groups = groupedByHypertable(chunks);
    grouped.set(chunks, groups);
  }
  return groups.get(hypertableId) ?? NONE;
}

function groupedByHypertable(chunks: Chunks): ReadonlyMap<number, Chunks> {
  const groups = new Map<number, Row<'chunks'>[]>();
  for (const chunk of chunks) {
    const group = groups.get(chunk.hypertableId);
    if (group) group.push(chunk);
    else groups.set(chunk.hypertableId, [chunk]);
  }
  return groups;
}
