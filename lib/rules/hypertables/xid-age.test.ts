import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { compressedChunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './xid-age';

type Artifacts = Parameters<typeof rule.check>[0];

const MILLION = 1_000_000;
const look = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  rule.check(
    {
      hypertables: [hypertable()],
      chunks: [],
      settings: settings({ autovacuum_freeze_max_age: 200 * MILLION }),
      ...over,
    },
    context(contextOver),
  );
const check = (over: Partial<Artifacts>, contextOver: Parameters<typeof context>[0] = {}) =>
  expectFindings(look(over, contextOver));
const aged = (count: number, xidAge: number) => dailyChunks(count).map((one) => ({ ...one, xidAge }));

describe('hypertables/xid-age', () => {
  it('speaks of many chunks that come of age together', () => {
    expect(check({ chunks: aged(100, 150 * MILLION) })).toEqual([]);
    expect(check({ chunks: aged(99, 150 * MILLION + 1) })).toEqual([]);
    expect(check({ chunks: aged(100, 150 * MILLION + 1) })[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: {
        oldestXidAge: 150 * MILLION + 1,
        freezeMaxAge: 200 * MILLION,
        oldChunks: 100,
        oldBytes: 10_000_000_000,
      },
      advice: {
        steps: [{ sql: 'VACUUM (FREEZE) "public"."metrics";', duration: { seconds: 400 } }],
        verify: { sql: expect.stringContaining('> 150000000') },
      },
    });
  });

  it('warns of a single one that autovacuum has left behind, and is critical when it will not come', () => {
    expect(check({ chunks: aged(1, 220 * MILLION) })).toEqual([]);
    expect(check({ chunks: aged(1, 220 * MILLION + 1) })[0]?.severity).toBe('warning');
    expect(check({ chunks: aged(1, 300 * MILLION) })[0]?.severity).toBe('warning');
    expect(check({ chunks: aged(1, 300 * MILLION + 1) })[0]?.severity).toBe('critical');
  });

  it('goes by the older part of a chunk', () => {
    const column = compressedChunk({ columnXidAge: 301 * MILLION });
    expect(check({ chunks: [column] })[0]?.facts.oldestXidAge).toBe(301 * MILLION);
  });

  it('goes by what the server is set to', () => {
    const later = settings({ autovacuum_freeze_max_age: 1_000 * MILLION });
    expect(check({ chunks: aged(100, 700 * MILLION), settings: later })).toEqual([]);
    expect(look({ chunks: aged(1, 900 * MILLION), settings: [] })).toHaveProperty('notRun');
  });

  it('finds the column parts where older catalogs name them', () => {
    const { layout } = server().timescale ?? {};
    if (!layout) throw new Error('the usual server has TimescaleDB');
    const timescale = { ...server().timescale, layout: { ...layout, compressRelid: false } } as NonNullable<
      ReturnType<typeof server>['timescale']
    >;
    const [finding] = check({ chunks: aged(1, 301 * MILLION) }, { server: server({ timescale }) });
    expect(finding?.advice?.verify.sql).toContain('c.compressed_chunk_id');
  });

  it('does not apply without a hypertable', () => {
    expect(look({ hypertables: [] })).toHaveProperty('notApplicable');
  });
});
