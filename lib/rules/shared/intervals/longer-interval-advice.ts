import type { Row } from '@/lib/collect/snapshot';
import { type ChunkPace, indexBytesAt } from '@/lib/derive/chunk-pace';
import { policyAgeUnits } from '@/lib/derive/policy-age';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { canMergeChunks, canMergeCompressedChunks } from '@/lib/sql/merge-chunks';
import { distanceText } from '../../distance';
import type { Advice } from '../../rule';
import { allWrittenIndexBytes, budgetText, indexBudget, writtenIndexBytes } from './index-memory';
import { intervalAdvice } from './interval-advice';
import { intervalStep } from './interval-step';
import type { Surroundings } from './longer-interval';

/** One step towards a longer interval, with what becomes of the chunks that exist and of the memory at its end. */
export function longerIntervalAdvice(pace: ChunkPace, target: number, around: Surroundings): Advice {
  const { hypertable, interval, chunkCount } = pace;
  const words = (units: number) => distanceText(units, hypertable.isIntegerTime);
  const step = intervalStep(pace, target);
  return intervalAdvice(hypertable, step, {
    worsens: `Chunks are converted and dropped whole: rows wait up to ${words(step)} longer than a policy’s age says, instead of ${words(interval)}.`,
    note: `${existingChunksText(hypertable, chunkCount, around)}${stepText(pace, target)} ${memoryText(pace, target, around)}`,
  });
}

/** What follows a step that does not reach its target yet; begins with a blank. */
export function stepText(pace: ChunkPace, target: number): string {
  const { hypertable } = pace;
  return intervalStep(pace, target) === target
    ? ''
    : ` It is one step of a factor of two towards ${distanceText(target, hypertable.isIntegerTime)}; the next is advised when a chunk of the new length is complete.`;
}

/** What becomes of the chunks that another interval does not change. */
export function existingChunksText(
  hypertable: Row<'hypertables'>,
  chunkCount: number,
  around: Surroundings,
): string {
  const kept = policyAgeUnits('retention', hypertable, around.policies);
  const exist = counted(
    chunkCount,
    'chunk that exists keeps its range',
    'chunks that exist keep their range',
  );
  return Number.isFinite(kept)
    ? `The ${exist} until retention drops them.`
    : `The ${exist}.${mergeText(hypertable, around)}`;
}

/** The statements come with `interval-mismatch-after-change`, once the interval is another one. Merging wants a single dimension. */
function mergeText({ dimensionCount }: Row<'hypertables'>, { context }: Surroundings): string {
  const { timescale } = context.server;
  if (timescale?.license !== 'timescale' || !canMergeChunks(timescale) || dimensionCount > 1) return '';
  const which = canMergeCompressedChunks(timescale) ? 'neighbours' : 'neighbours in the row store';
  return ` merge_chunks joins ${which} that leave no gap between them, under an AccessExclusive lock on both.`;
}

function memoryText(pace: ChunkPace, advised: number, { paces, settings, context }: Surroundings): string {
  const budget = indexBudget(settings, context);
  if (budget === null)
    return 'How much memory the server has is not known (profile.memoryBytes), so no chunk above a gigabyte is advised.';
  const indexBytes = indexBytesAt(pace, advised);
  if (indexBytes === null)
    return 'What its indexes take is not known, because all its chunks are compressed, so no chunk above a gigabyte is advised.';
  const all = allWrittenIndexBytes(paces) - writtenIndexBytes(pace) + indexBytes;
  return `The indexes of all chunks that are being written then take ${bytes(all)}, of ${budgetText(budget)}.`;
}
