import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import { context, NOW_MS } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, hypertable, hypertableIndex } from '../testing/hypertable-rows';
import indexMissing from './index-missing-on-chunks';
import indexUnused from './index-unused';

/**
 * Measured on TimescaleDB with 199 chunks after 3,622 index scans: two indexes in use, one that nothing reads, of which
 * one chunk lacks its part. PostgreSQL counts the scans of a chunk's index there, and none at the hypertable's own.
 */
const RECORDED = [
  { name: 'metrics_device_time', chunkIndexes: 199, neverScanned: 181, ownScans: 0, scans: 3_609 },
  { name: 'metrics_time_idx', chunkIndexes: 199, neverScanned: 195, ownScans: 0, scans: 13 },
  { name: 'metrics_value_unused', chunkIndexes: 198, neverScanned: 198, ownScans: 0, scans: 0 },
];
const CHUNKS = 199;

const months = new Date(NOW_MS - 90 * 86_400_000).toISOString();
const artifacts = {
  hypertables: [hypertable()],
  hypertableIndexes: RECORDED.map(({ name, chunkIndexes, scans }) =>
    hypertableIndex({
      name,
      structure: `USING btree (${name})`,
      chunkIndexes,
      chunksWith: chunkIndexes,
      chunksWithout: CHUNKS - chunkIndexes,
      scans,
    }),
  ),
  chunks: [chunk({ createdAt: months })],
  databaseCounters: [
    { serverClockAt: new Date(NOW_MS).toISOString(), statsResetAt: months, serverStartedAt: months },
  ] as Row<'databaseCounters'>[],
  foreignKeys: [],
  settings: [],
  replication: [],
};
const unused = expectFindings(indexUnused.check(artifacts, context())).map(({ subject }) => subject.at(-1));

describe('an index of a hypertable', () => {
  it('is unused when no chunk scans its part, and not when most chunks do not', () => {
    expect(unused).toEqual(['metrics_value_unused']);
  });

  it('is missing where one chunk lacks its part', () => {
    const missing = expectFindings(indexMissing.check(artifacts, context()));
    expect(missing.map(({ subject }) => subject.at(-1))).toEqual(['metrics_value_unused']);
  });

  it('is judged in the README as here', () => {
    const readme = readFileSync(fileURLToPath(new URL('../../../README.md', import.meta.url)), 'utf8');
    for (const { name, chunkIndexes, neverScanned, ownScans, scans } of RECORDED) {
      const byItself = ownScans === 0 ? 'unused' : 'used';
      const verdict = unused.includes(name) ? 'unused' : 'used';
      expect(readme).toContain(
        `| \`${name}\` | ${count(scans)} | ${byItself} | ${neverScanned} of ${chunkIndexes} unused | ${verdict} |\n`,
      );
    }
  });
});
