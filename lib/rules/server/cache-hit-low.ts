import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule } from '../rule';

/** Between PgHero's 99 % and pgEdge's 90: a hint, no outage, so it stays a notice. */
const LEAST_RATIO = 0.95;
/** Fewer reads keep no disk busy, whatever their share. */
const LEAST_READS_PER_SECOND = 100;

export default defineRule({
  meta: {
    id: 'server/cache-hit-low',
    title: 'Many blocks are not found in shared buffers',
    why: 'They are asked for from the operating system, which may have them in memory or has to read them from the disk. Statements that read far more than they return are the usual cause, before a cache that is too small.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-SHARED-BUFFERS',
    needs: ['databaseCounters'],
    trends: ['blocksHitPerSecond', 'blocksReadPerSecond'],
    facts: {
      cacheHitRatio: { label: 'Found, within the last hour', source: 'pg_stat_database: blks_hit ÷ all' },
      blocksReadPerSecond: {
        label: 'Asked for from the system, a second',
        source: 'pg_stat_database.blks_read',
      },
    },
  },
  check(_, { trends }) {
    const hits = trends('blocksHitPerSecond');
    const reads = trends('blocksReadPerSecond');
    if ('notRun' in hits) return hits;
    if ('notRun' in reads) return reads;
    const cacheHitRatio = hits.average / (hits.average + reads.average);
    if (reads.average < LEAST_READS_PER_SECOND || cacheHitRatio >= LEAST_RATIO) return [];
    return [
      {
        subject: ['cache'],
        severity: 'notice',
        confidence: 'medium',
        title: `Look for statements that read too much: ${percent(cacheHitRatio)} found in the cache`,
        detail: `${count(Math.round(reads.average))} blocks a second were not in shared buffers. Which of them the operating system had in memory cannot be seen from here. The Queries screen sorts statements by what they read.`,
        facts: { cacheHitRatio, blocksReadPerSecond: reads.average },
        impact: {
          prevents: 'waits for the disk',
          basis: `Hits ÷ (hits + reads) over the last hour, below ${percent(LEAST_RATIO)} with at least ${LEAST_READS_PER_SECOND} reads a second.`,
        },
      },
    ];
  },
});
