import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';

/** Compressing a chunk takes these locks up to TimescaleDB 2.28 (tsl/src/compression/api.c), measured with 2.23. */
const LOCKS =
  'each is locked Exclusive, which lets reads through, and AccessExclusive for a moment at the end. Meanwhile the disk holds one chunk twice';

/** What a policy that is added does, in its first run to the chunks that are old enough: none where the present is not known. */
export function firstRunNote(convertible: readonly Row<'chunks'>[]): string {
  if (convertible.length === 0)
    return `The policy converts chunks as they come of age, one after the other; ${LOCKS}.`;
  return `The first run of the policy, soon after, converts ${counted(convertible.length, 'chunk')}, one after the other; ${LOCKS}${atMost(convertible)}.`;
}

/** What the next run of a policy does that gets an earlier age. */
export const NEXT_RUN_NOTE = `The next run converts the chunks that are old enough, one after the other; ${LOCKS}.`;

function atMost(chunks: readonly Row<'chunks'>[]): string {
  const sizes = chunks.flatMap(({ rowTotalBytes }) => (rowTotalBytes === null ? [] : [rowTotalBytes]));
  return sizes.length === chunks.length ? `, ${bytes(Math.max(...sizes))} at most` : '';
}
