import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { policy } from '../testing/job-rows';
import rule from './chunks-unordered';

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check({ hypertables: [hypertable()], chunks: [], policies: [], ...over }, context(contextOver)),
  );
/** Thirty converted days, of which the oldest were loaded straight into the columnstore: no size before is known. */
const unordered = (count: number) =>
  dailyChunks(30, compressedChunk).map((chunk, at) =>
    at < count ? { ...chunk, isUnordered: true, beforeBytes: null, compressedRows: null } : chunk,
  );

describe('columnstore/chunks-unordered', () => {
  it('is quiet where all batches are in order, and speaks of a single chunk', () => {
    expect(check({ chunks: unordered(0) })).toEqual([]);
    expect(check({ chunks: unordered(1) })).toMatchObject([
      {
        subject: ['public', 'metrics'],
        severity: 'notice',
        confidence: 'high',
        facts: { unorderedChunks: 1, compressedChunks: 30, unorderedBytes: 10_024_576 },
        advice: {
          steps: [
            {
              sql: `CALL convert_to_columnstore('"_timescaledb_internal"."_hyper_1_1_chunk"');`,
              transaction: 'own',
              lock: { mode: 'AccessExclusive' },
            },
          ],
          undo: { impossible: expect.stringContaining('the rows are the same') },
          verify: {
            sql: 'SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (1) AND status & 2 = 2;',
          },
        },
      },
    ]);
  });

  it('leaves chunks alone that still take writes, or that the policy puts in order next', () => {
    expect(check({ chunks: unordered(30).slice(23) })).toEqual([]);
    expect(check({ chunks: unordered(10), policies: [policy()] })).toEqual([]);
  });

  it('names a policy that gets to them only much later', () => {
    const [finding] = check({ chunks: unordered(3), policies: [policy({ afterSeconds: 60 * 86_400 })] });
    expect(finding?.detail).toMatch(/job 1000, gets to them only after 60.d/);
  });

  it('gives the policy back each option that it was told to leave off', () => {
    const config = { recompress: false, recompress_unordered: false };
    const [finding] = check({ chunks: unordered(3), policies: [policy({ recompresses: false, config })] });
    expect(finding?.detail).toContain('recompress and recompress_unordered are off');
    expect(
      finding?.advice?.steps.map(({ sql }: { readonly sql: string }) => /'\{(\w+)\}', 'true'/.exec(sql)?.[1]),
    ).toEqual(['recompress', 'recompress_unordered']);
  });

  it('leaves them to a compaction policy, which exists from 2.29', () => {
    expect(check({ chunks: unordered(3), policies: [policy({ kind: 'compaction' })] })).toEqual([]);
    expect(
      check({ chunks: unordered(3), policies: [policy({ kind: 'compaction', scheduled: false })] }),
    ).toHaveLength(1);
  });

  it('speaks the vocabulary before 2.18', () => {
    const old = { server: server({ timescale: timescale('2.17.2') }) };
    expect(check({ chunks: unordered(1) }, old)[0]?.advice?.steps[0]?.sql).toBe(
      `SELECT compress_chunk('"_timescaledb_internal"."_hyper_1_1_chunk"', if_not_compressed => true);`,
    );
  });

  it('does not apply without converted chunks, and does not run without policies', () => {
    expect(
      rule.check({ hypertables: [hypertable()], chunks: dailyChunks(3), policies: [] }, context()),
    ).toHaveProperty('notApplicable');
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
