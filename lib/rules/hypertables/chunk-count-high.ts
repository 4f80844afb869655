import type { Row } from '@/lib/collect/snapshot';
import { type ChunkPace, chunkPaces, chunksAt } from '@/lib/derive/chunk-pace';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { policyAgeUnits } from '@/lib/derive/policy-age';
import { intervalUnits } from '@/lib/derive/policy-distance';
import { counted } from '@/lib/format/count';
import { distanceFact, distanceText } from '../distance';
import { defineRule, type Finding } from '../rule';
import {
  chunkCountSeverity,
  MANY_CHUNKS,
  planningBasis,
  TOO_MANY_CHUNKS,
} from '../shared/intervals/chunk-count';
import { budgetText, indexBudget } from '../shared/intervals/index-memory';
import { intervalStep, isLengtheningUnderWay } from '../shared/intervals/interval-step';
import {
  intervalOfFewChunks,
  longerIntervals,
  type Surroundings,
  smallChunksOf,
} from '../shared/intervals/longer-interval';
import { existingChunksText, longerIntervalAdvice } from '../shared/intervals/longer-interval-advice';

interface Subject {
  readonly hypertable: Row<'hypertables'>;
  readonly chunkCount: number;
  /** Null when it is not being written, or when its chunks do not tell how fast. */
  readonly pace: ChunkPace | null;
}

/**
 * Chunks that exist keep their range, so their number says nothing about whether an interval is right: the rule
 * judges how many the interval in force makes, and is gone with it. Small chunks are the subject of
 * `chunk-interval-too-small`, those that a changed interval left behind that of `interval-mismatch-after-change`.
 */
export default defineRule({
  meta: {
    id: 'hypertables/chunk-count-high',
    title: 'A hypertable has more chunks than planning bears',
    why: 'A query without a condition on time plans and locks every chunk and each of its indexes. With thousands of them that takes seconds, and the lock table may run out.',
    source: 'https://www.tigerdata.com/docs/learn/hypertables/sizing-hypertable-chunks',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['settings'],
    facts: {
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      chunksPerRange: { label: 'Of them side by side', source: '_timescaledb_catalog.dimension_slice' },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      advisedIntervalSeconds: { label: 'Advised interval', source: 'the present one × 2' },
      advisedIntervalUnits: { label: 'Advised interval', source: 'the present one × 2' },
      targetIntervalSeconds: { label: 'Where such steps lead', source: 'time that is kept ÷ chunks' },
      targetIntervalUnits: { label: 'Where such steps lead', source: 'time that is kept ÷ chunks' },
      targetChunks: { label: 'Chunks there', source: 'time that is kept ÷ interval' },
    },
  },
  check({ hypertables, chunks, policies, settings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const paces = chunkPaces(hypertables, chunks, policies, context.nowMs);
    const around = { paces, policies, settings, context };
    return hypertables
      .map((hypertable) => ({
        hypertable,
        chunkCount: chunksOf(chunks, hypertable.hypertableId).filter(({ isTiered }) => !isTiered).length,
        pace: paces.find((pace) => pace.hypertable === hypertable) ?? null,
      }))
      .filter(({ chunkCount }) => chunkCount >= MANY_CHUNKS)
      .filter(({ pace }) => !pace || smallChunksOf(pace, around) === null)
      .flatMap((subject) => {
        if (subject.pace && isLengtheningUnderWay(subject.pace)) return [];
        const target = intervalForCount(subject.pace, around);
        return target !== null || isStuck(subject, around) ? [finding(subject, target, around)] : [];
      });
  },
});

function intervalForCount(pace: ChunkPace | null, around: Surroundings): number | null {
  if (!pace || chunksAt(pace, pace.interval) < MANY_CHUNKS) return null;
  return intervalOfFewChunks(pace, longerIntervals(pace, around));
}

/** Far too many that no interval makes fewer, and as many again if it is written; else nothing that drops them. */
function isStuck({ hypertable, chunkCount, pace }: Subject, { policies }: Surroundings): boolean {
  if (chunkCount < TOO_MANY_CHUNKS) return false;
  return pace
    ? chunksAt(pace, pace.interval) >= TOO_MANY_CHUNKS
    : policyAgeUnits('retention', hypertable, policies) === Number.POSITIVE_INFINITY;
}

function finding(subject: Subject, target: number | null, around: Surroundings): Finding {
  const { hypertable, chunkCount, pace } = subject;
  const { schema, name, isIntegerTime } = hypertable;
  const targetChunks = pace && target !== null ? chunksAt(pace, target) : null;
  return {
    subject: [schema, name],
    severity: chunkCountSeverity(chunkCount),
    confidence: 'high',
    title: `Let ${schema}.${name} have fewer chunks`,
    detail: `It has ${counted(chunkCount, 'chunk')}. ${
      target === null
        ? `${reasonWhyNot(subject, around)} ${existingChunksText(hypertable, chunkCount, around)}`
        : `Of ${distanceText(target, isIntegerTime)} each it would need ${counted(targetChunks, 'chunk')}.`
    }`,
    facts: {
      chunks: chunkCount,
      chunksPerRange: pace?.chunksPerRange ?? null,
      ...distanceFact('chunkInterval', intervalUnits(hypertable), isIntegerTime),
      ...(pace &&
        target !== null && {
          ...distanceFact('advisedInterval', intervalStep(pace, target), isIntegerTime),
          ...distanceFact('targetInterval', target, isIntegerTime),
        }),
      targetChunks,
    },
    impact: {
      prevents: 'planning that takes seconds',
      basis: planningBasis(chunkCount, targetChunks),
    },
    ...(pace && target !== null && { advice: longerIntervalAdvice(pace, target, around) }),
  };
}

/** Why there is no interval to advise. */
function reasonWhyNot({ pace }: Subject, { settings, context }: Surroundings): string {
  if (!pace)
    return 'It is not written any more, or its chunks do not tell how fast, so no interval is advised.';
  const budget = indexBudget(settings, context);
  return budget === null
    ? 'A longer interval would reach past its policies or make chunks above a gigabyte, and whether the memory bears these is not known (profile.memoryBytes).'
    : `A longer interval would reach past its policies or not fit into ${budgetText(budget)}.`;
}
