import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { policy } from '../testing/job-rows';
import rule from './chunks-partial';

const check = (
  over: Partial<Parameters<typeof rule.check>[0]> = {},
  contextOver: Parameters<typeof context>[0] = {},
) =>
  expectFindings(
    rule.check({ hypertables: [hypertable()], chunks: [], policies: [], ...over }, context(contextOver)),
  );
/** 108 converted days, of which the oldest hold late rows; without a policy a week of them is left alone. */
const withLateRows = (partialChunks: number, rowTotalBytes = 1_000_000) =>
  dailyChunks(108, compressedChunk).map((chunk, at) =>
    at < partialChunks ? { ...chunk, isPartial: true, rowHeapBytes: rowTotalBytes, rowTotalBytes } : chunk,
  );
const toldNotTo = policy({ recompresses: false, config: { hypertable_id: 1, recompress: false } });

describe('columnstore/chunks-partial', () => {
  it('is quiet up to one chunk in twenty, and speaks one past it', () => {
    expect(check({ chunks: withLateRows(5) })).toEqual([]);
    expect(check({ chunks: withLateRows(6) })).toMatchObject([
      {
        subject: ['public', 'metrics'],
        severity: 'warning',
        confidence: 'high',
        facts: { partialChunks: 6, compressedChunks: 108, besideBytes: 6_000_000, columnstoreRatio: 10 },
        impact: { bytesSaved: { low: 5_400_000, high: 5_400_000 } },
      },
    ]);
  });

  it('speaks of fewer that hold more than a gigabyte, at the scale of the profile', () => {
    expect(check({ chunks: withLateRows(1, 1_000_000_000) })).toEqual([]);
    expect(check({ chunks: withLateRows(1, 1_000_000_001) })).toHaveLength(1);
    expect(
      check({ chunks: withLateRows(1, 1_000_001) }, { profile: { byteThresholdRatio: 0.001 } }),
    ).toHaveLength(1);
  });

  it('leaves to a policy what it takes in next', () => {
    expect(check({ chunks: withLateRows(50), policies: [policy()] })).toEqual([]);
  });

  it('gives the policy back what it was told not to do', () => {
    const [finding] = check({ chunks: withLateRows(20), policies: [toldNotTo] });
    expect(finding?.detail).toContain('job 1000, is told to leave them: recompress is off');
    expect(finding?.advice).toMatchObject({
      steps: [
        {
          sql: `SELECT alter_job(job_id, config => jsonb_set(config, '{recompress}', 'true')) FROM timescaledb_information.jobs WHERE job_id = 1000;`,
        },
      ],
      undo: [{ sql: `SELECT alter_job(1000, config => '{"hypertable_id":1,"recompress":false}'::jsonb);` }],
    });
  });

  it('converts the chunks themselves where no policy would, and cannot undo that', () => {
    for (const policies of [[], [policy({ scheduled: false })]]) {
      const [finding] = check({ chunks: withLateRows(6), policies });
      expect(finding?.advice).toMatchObject({
        undo: { impossible: expect.stringContaining('the rows are the same') },
        verify: {
          sql: 'SELECT count(*) FROM _timescaledb_catalog.chunk WHERE id IN (1, 2, 3, 4, 5, 6) AND status & 8 = 8;',
        },
      });
      expect(finding?.advice?.steps[0]?.sql).toContain('CALL convert_to_columnstore(one);');
    }
  });

  it('says what it locks, which is less from 2.19 on unless the chunk is out of order too', () => {
    const lock = (chunks: ReturnType<typeof withLateRows>, version: `${number}.${number}.${number}`) =>
      check({ chunks }, { server: server({ timescale: timescale(version) }) })[0]?.advice?.steps[0]?.lock
        .mode;
    const rows = withLateRows(6);
    expect(lock(rows, '2.19.0')).toBe('Exclusive');
    expect(lock(rows, '2.18.2')).toBe('AccessExclusive');
    expect(
      lock(
        rows.map((chunk) => ({ ...chunk, isUnordered: chunk.isPartial })),
        '2.23.0',
      ),
    ).toBe('AccessExclusive');
  });

  it('speaks the vocabulary of old versions', () => {
    const sql = (version: `${number}.${number}.${number}`) =>
      check({ chunks: withLateRows(6) }, { server: server({ timescale: timescale(version) }) })[0]?.advice
        ?.steps[0]?.sql;
    expect(sql('2.17.2')).toContain('PERFORM compress_chunk(one, if_not_compressed => true);');
    expect(sql('2.13.1')).toContain('CALL recompress_chunk(one, if_not_compressed => true);');
  });

  it('takes fifty chunks at most, and says how to go on', () => {
    const [finding] = check({ chunks: withLateRows(80) });
    expect(finding?.advice?.steps[0]?.sql.match(/_hyper_1_/g)).toHaveLength(50);
    expect(finding?.advice?.note).toContain('the 50 oldest of 80 chunks');
  });

  it('does not invent a ratio where every chunk is partial', () => {
    const [finding] = check({ chunks: withLateRows(108).filter((_, at) => at < 90) });
    expect(finding?.facts.columnstoreRatio).toBeNull();
    expect(finding?.impact?.bytesSaved).toBeUndefined();
  });

  it('gives no SQL where the licence has no columnstore', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    expect(check({ chunks: withLateRows(6) }, apache)[0]?.advice).toBeUndefined();
  });

  it('does not apply without converted chunks, and does not run without policies', () => {
    expect(
      rule.check({ hypertables: [hypertable()], chunks: dailyChunks(3), policies: [] }, context()),
    ).toHaveProperty('notApplicable');
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks: [] });
    expect(runRule(rule, snapshot, NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
