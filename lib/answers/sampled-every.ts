import type { Tier } from '@/lib/collect/collector';
import { collectors } from '@/lib/collect/snapshot';
import type { Metric } from '@/lib/derive/metrics';

const TIER_OF: Partial<Record<Metric, Tier>> = {
  databaseBytes: 'exact',
  jobsFailing: 'standard',
  jobRunSeconds: 'standard',
  lagSeconds: 'standard',
  pendingRanges: 'standard',
  score: 'standard',
  categoryScore: 'standard',
  criticalFindings: 'standard',
  warningFindings: 'standard',
  noticeFindings: 'standard',
  uncompressedBytes: 'catalog',
  hypertableBytes: 'catalog',
  columnstoreRatio: 'catalog',
  databaseXidAge: 'catalog',
  databaseMultixactAge: 'catalog',
  sequenceValue: 'catalog',
  tableBytes: 'catalog',
  tableDeadRows: 'catalog',
  tableIndexBytes: 'catalog',
  tableIndexScansPerSecond: 'catalog',
  hypertableIndexBytes: 'exact',
  hypertableIndexScansPerSecond: 'exact',
  remoteSessions: 'catalog',
  unencryptedSessions: 'catalog',
  totalBytes: 'catalog',
  rowBytes: 'catalog',
  columnBytes: 'catalog',
  ratio: 'catalog',
  rows: 'catalog',
  chunkCount: 'catalog',
  hypertableInsertedRowsPerSecond: 'catalog',
  lateWriteSeconds: 'catalog',
  statementClearingsPerSecond: 'standard',
  // Read every minute, sampled as often as chunks are.
  statementCallsPerSecond: 'catalog',
  statementSecondsPerCall: 'catalog',
  statementRowsPerSecond: 'catalog',
  statementBlocksPerSecond: 'catalog',
};

/** The tier whose rounds sample a metric; what is not listed is live. */
export function tierOfMetric(metric: Metric, subject: string): Tier {
  if (metric !== 'collectorMilliseconds') return TIER_OF[metric] ?? 'live';
  return Object.values(collectors).find(({ name }) => name === subject)?.tier ?? 'live';
}
