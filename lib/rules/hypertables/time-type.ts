import type { Row } from '@/lib/collect/snapshot';
import { chunkBytes } from '@/lib/derive/chunk-bytes';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { defineRule, type Finding } from '../rule';

/**
 * Neither has SQL of ours: which zone a time without one is meant in, and what a unit of an integer is, only those
 * know who write them. An aggregate has the type of its hypertable, so it is not asked by itself.
 */
export default defineRule({
  meta: {
    id: 'hypertables/time-type',
    title: 'The time of a hypertable does not say when it is',
    why: 'Policies compare the time column with now. Without a zone that is the zone of whoever runs the job, and one hour of the year comes twice; an integer has no now at all until a function tells it, and until then no policy runs.',
    source: 'https://wiki.postgresql.org/wiki/Don%27t_Do_This#Date.2FTime_storage',
    needs: ['hypertables', 'chunks'],
    facts: {
      chunks: { label: 'Chunks', source: '_timescaledb_catalog.chunk' },
      totalBytes: { label: 'Their size', source: 'pg_total_relation_size' },
    },
  },
  check({ hypertables, chunks }) {
    const own = hypertables.filter(({ kind }) => kind === 'hypertable');
    if (own.length === 0) return { notApplicable: 'There is no hypertable' };
    return own.flatMap((hypertable) => {
      const problem = problemOf(hypertable);
      return problem ? [finding(hypertable, chunksOf(chunks, hypertable.hypertableId), problem)] : [];
    });
  },
});

interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly prevents: string;
}

function problemOf(hypertable: Row<'hypertables'>): Problem | null {
  const { schema, name, timeColumn, timeColumnType, isIntegerTime, integerNowFunction } = hypertable;
  if (timeColumnType === 'timestamp without time zone')
    return {
      title: `Give ${timeColumn} of ${schema}.${name} a time zone`,
      detail: `${timeColumn} is a timestamp without time zone. The type takes eight bytes with a zone as without. For tables to come, take timestamptz. Here ALTER TABLE … ALTER COLUMN … TYPE timestamptz USING … AT TIME ZONE with the zone that is meant writes every chunk anew under an AccessExclusive lock, and is refused while chunks are in the columnstore; where that is too long, copy the rows into a new hypertable.`,
      prevents: 'policies that are hours off, and rows of an hour that comes twice',
    };
  if (isIntegerTime && integerNowFunction === null)
    return {
      title: `Tell ${schema}.${name} what now is in its units`,
      detail: `${timeColumn} is of type ${timeColumnType}, and no function says what now is. Make one that is STABLE, takes nothing and returns ${timeColumnType}, such as seconds since 1970 for seconds, and name it with set_integer_now_func. Without it policies for columnstore, retention and refresh are refused.`,
      prevents: 'rows that no policy can convert or drop',
    };
  return null;
}

function finding(
  { schema, name }: Row<'hypertables'>,
  chunks: readonly Row<'chunks'>[],
  { title, detail, prevents }: Problem,
): Finding {
  return {
    subject: [schema, name],
    severity: 'notice',
    confidence: 'high',
    title,
    detail,
    facts: { chunks: chunks.length, totalBytes: chunkBytes(chunks) },
    impact: {
      prevents,
      basis: 'Not estimated: it is the type of the column, whatever rows there are.',
    },
  };
}
