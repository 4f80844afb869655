import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS } from './context';

/** Plain, healthy rows for rule tests; each test spells out only what it is about. */

/** A statement of pg_stat_statements as it stands there, run a thousand times in ten minutes. */
export function statement(query: string, over: Partial<Row<'statements'>> = {}): Row<'statements'> {
  return {
    isRemainder: false,
    isOwn: false,
    statementCount: 1,
    queryId: '1',
    roleName: 'app',
    isTopLevel: true,
    query,
    calls: 1_000,
    totalSeconds: 600,
    planSeconds: 1,
    minSeconds: 0.1,
    maxSeconds: 2,
    deviationSeconds: 0.1,
    rows: 24_000,
    sharedBlocksHit: 1_000_000,
    sharedBlocksRead: 10_000,
    sharedBlocksDirtied: 0,
    sharedBlocksWritten: 0,
    temporaryBlocksRead: 0,
    temporaryBlocksWritten: 0,
    blockReadSeconds: 0,
    blockWriteSeconds: 0,
    walBytes: 0,
    statsSince: null,
    statsResetAt: new Date(NOW_MS - 30 * 86_400_000).toISOString(),
    deallocations: 0,
    ...over,
  };
}

/** pg_stat_statements as it comes, nearly full. */
export function statementTracking(over: Partial<Row<'statementTracking'>> = {}): Row<'statementTracking'> {
  return {
    isLoaded: true,
    isCreated: true,
    mostEntries: 5_000,
    track: 'top',
    tracksPlanning: false,
    tracksBlockTimes: true,
    blockBytes: 8_192,
    entries: 4_900,
    deallocations: 0,
    statsResetAt: new Date(NOW_MS - 30 * 86_400_000).toISOString(),
    ...over,
  };
}
