import { type ChunkPace, chunkBytesAt, chunkPaces, chunksAt } from '@/lib/derive/chunk-pace';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { distanceFact, distanceText } from '../distance';
import { defineRule, type Finding } from '../rule';
import { chunkCountSeverity, planningBasis } from '../shared/intervals/chunk-count';
import { indexBudget } from '../shared/intervals/index-memory';
import { intervalStep } from '../shared/intervals/interval-step';
import { type SmallChunks, type Surroundings, smallChunksOf } from '../shared/intervals/longer-interval';
import { longerIntervalAdvice } from '../shared/intervals/longer-interval-advice';

export default defineRule({
  meta: {
    id: 'hypertables/chunk-interval-too-small',
    title: 'The chunk interval makes many small chunks',
    why: 'Every chunk is a table with indexes of its own. Many small ones slow down planning, take a lock each, and give the columnstore too few rows to compress well.',
    source: 'https://www.tigerdata.com/docs/learn/hypertables/sizing-hypertable-chunks',
    needs: ['hypertables', 'chunks', 'policies'],
    wants: ['settings'],
    facts: {
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      chunkBytes: { label: 'A complete chunk, as rows', source: 'pg_total_relation_size, median' },
      chunkIntervalSeconds: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      chunkIntervalUnits: { label: 'Chunk interval', source: '_timescaledb_catalog.dimension' },
      advisedIntervalSeconds: { label: 'Advised interval', source: 'the present one × 2' },
      advisedIntervalUnits: { label: 'Advised interval', source: 'the present one × 2' },
      targetIntervalSeconds: {
        label: 'Where such steps lead',
        source: 'bytes written in the newest ranges',
      },
      targetIntervalUnits: { label: 'Where such steps lead', source: 'bytes written in the newest ranges' },
      targetChunks: { label: 'Chunks there', source: 'time that is kept ÷ interval' },
    },
  },
  check({ hypertables, chunks, policies, settings }, context) {
    if (hypertables.length === 0) return { notApplicable: 'There is no hypertable' };
    const paces = chunkPaces(hypertables, chunks, policies, context.nowMs);
    const around = { paces, policies, settings, context };
    return paces.flatMap((pace) => {
      const small = smallChunksOf(pace, around);
      return small ? [finding(pace, small, around)] : [];
    });
  },
});

function finding(pace: ChunkPace, { target }: SmallChunks, around: Surroundings): Finding {
  const { hypertable, interval, chunkCount } = pace;
  const { schema, name, isIntegerTime } = hypertable;
  const words = (units: number) => distanceText(units, isIntegerTime);
  const targetChunks = target === null ? null : chunksAt(pace, target);
  return {
    subject: [schema, name],
    severity: chunkCountSeverity(chunkCount),
    confidence: isIntegerTime ? 'medium' : 'high',
    title: `Lengthen the chunks of ${schema}.${name}`,
    detail: `A chunk of ${words(interval)} holds ${bytes(chunkBytesAt(pace, interval))}, and there are ${count(chunkCount)} of them. ${
      target === null
        ? `Beside the indexes of the other hypertables ${limitText(around)} no longer ones: shorten theirs first.`
        : `Chunks of ${words(target)} would be ${count(targetChunks)}.`
    }`,
    facts: {
      chunks: chunkCount,
      chunkBytes: Math.round(chunkBytesAt(pace, interval)),
      ...distanceFact('chunkInterval', interval, isIntegerTime),
      ...(target !== null && {
        ...distanceFact('advisedInterval', intervalStep(pace, target), isIntegerTime),
        ...distanceFact('targetInterval', target, isIntegerTime),
      }),
      targetChunks,
    },
    impact: {
      prevents: 'planning that takes longer with every chunk',
      basis: planningBasis(chunkCount, targetChunks),
    },
    ...(target !== null && { advice: longerIntervalAdvice(pace, target, around) }),
  };
}

const limitText = ({ settings, context }: Surroundings) =>
  indexBudget(settings, context)?.binds === 'shared_buffers' ? 'shared_buffers bear' : 'the memory bears';
