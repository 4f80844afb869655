import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import type { Severity } from '../../rule';

/** CHK-1, our grading below the ten thousand of pg-aiguide: about a second of planning. */
export const MANY_CHUNKS = 1_000;
export const TOO_MANY_CHUNKS = 5_000;
/** pg-aiguide, the vendor's guide: more than ten thousand become a problem. */
const PROBLEM_CHUNKS = 10_000;
/** Measured on 2.28.3 with EXPLAIN: 4.1 s for 4,000 chunks, 1 ms for one. */
const PLANNING_SECONDS = 0.001;

export function chunkCountSeverity(chunks: number): Severity {
  if (chunks >= PROBLEM_CHUNKS) return 'critical';
  return chunks >= TOO_MANY_CHUNKS ? 'warning' : 'notice';
}

/** What so many chunks cost, and what fewer would. */
export function planningBasis(chunks: number, fewer: number | null): string {
  const cost = (some: number) => `${counted(some, 'chunk')} × 1 ms = ${duration(some * PLANNING_SECONDS)}`;
  return `A query without a condition on time plans every chunk, at about 1 ms each where it was measured (4.1 s for 4,000 on 2.28): ${cost(chunks)}${fewer === null ? '' : `, ${cost(fewer)}`}.`;
}
