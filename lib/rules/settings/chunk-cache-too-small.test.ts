import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './chunk-cache-too-small';

const CACHED = 'timescaledb.max_cached_chunks_per_hypertable';
const OPEN = 'timescaledb.max_open_chunks_per_insert';
type Artifacts = Parameters<typeof rule.check>[0];
const run = (
  values: Readonly<Record<string, number>>,
  chunks: Artifacts['chunks'] = [],
  over: Partial<Artifacts['settings'][number]> = {},
) =>
  rule.check(
    {
      settings: settings({ [CACHED]: 1_024, [OPEN]: 1_024, ...values }).map((row) => ({
        ...row,
        context: 'user',
        ...over,
      })),
      hypertables: [hypertable()],
      chunks,
    },
    context(),
  );

describe('settings/chunk-cache-too-small', () => {
  it('is quiet while as many chunks are kept as there are', () => {
    expect(run({}, dailyChunks(1_024))).toEqual([]);
    expect(run({}, [...dailyChunks(1_024), chunk({ isTiered: true })])).toEqual([]);
  });

  it('notices one chunk more, and doubles the cache', () => {
    expect(run({}, dailyChunks(1_025))).toMatchObject([
      {
        subject: [CACHED],
        severity: 'notice',
        confidence: 'low',
        facts: { cachedChunks: 1_024, openChunks: 1_024, mostChunks: 1_025 },
        detail: expect.stringContaining('public.metrics has 1,025 chunks.'),
        advice: {
          steps: [{ sql: 'ALTER SYSTEM SET "timescaledb"."max_cached_chunks_per_hypertable" = 2048;' }, {}],
        },
      },
    ]);
  });

  it('is sure where an insert may open more than the cache keeps', () => {
    expect(run({ [OPEN]: 1_024, [CACHED]: 1_023 })).toMatchObject([
      { confidence: 'high', advice: { verify: { expect: '1024 — in a new session' } } },
    ]);
  });

  it('cannot look without the settings, or at those of other sessions', () => {
    expect(rule.check({ settings: [], hypertables: [], chunks: [] }, context())).toHaveProperty('notRun');
    expect(run({}, [], { source: 'user' })).toHaveProperty('notRun');
    expect(
      rule.check(
        { settings: [], hypertables: [], chunks: [] },
        context({ server: server({ engine: 'embedded' }) }),
      ),
    ).toHaveProperty('notApplicable');
  });
});
