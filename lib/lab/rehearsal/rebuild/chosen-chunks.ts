import type { Row } from '@/lib/collect/snapshot';

/** What the sandbox makes in a few seconds: an empty chunk takes about 10 ms there, a converted one about 50 ms. */
const MOST_CHUNKS = 300;
const MOST_CONVERTED = 60;

/**
 * The chunks that a rehearsal rebuilds: those that the advice names first, then the oldest and the newest in turns,
 * because policies work at both ends.
 */
export function chosenChunks(chunks: readonly Row<'chunks'>[], adviceText: string): readonly Row<'chunks'>[] {
  const whole = chunks.filter(
    ({ rangeStartUnits, rangeEndUnits, isTiered }) =>
      rangeStartUnits !== null && rangeEndUnits !== null && !isTiered,
  );
  const named = whole.filter(({ name }) => adviceText.includes(name));
  const others = whole
    .filter((chunk) => !named.includes(chunk))
    .sort((a, b) => (a.rangeStartUnits ?? 0) - (b.rangeStartUnits ?? 0));
  const fromBothEnds = others.map((_, at) => others.at(at % 2 === 0 ? at / 2 : -(at + 1) / 2));
  const chosen: Row<'chunks'>[] = [];
  let converted = 0;
  for (const chunk of [...named, ...fromBothEnds]) {
    if (!chunk || chosen.length >= MOST_CHUNKS) break;
    if (chunk.isCompressed && converted++ >= MOST_CONVERTED) continue;
    chosen.push(chunk);
  }
  return chosen.sort((a, b) => a.chunkId - b.chunkId);
}
