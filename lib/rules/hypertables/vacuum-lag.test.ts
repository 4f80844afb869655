import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, hypertable } from '../testing/hypertable-rows';
import rule from './vacuum-lag';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (...chunks: Artifacts['chunks']) =>
  rule.check({ hypertables: [hypertable()], chunks }, context());
const check = (...chunks: Artifacts['chunks']) => expectFindings(look(...chunks));
/** A million live rows beside these dead ones. */
const dead = (deadTuples: number | null, over: Partial<Artifacts['chunks'][number]> = {}) =>
  chunk({ deadTuples, ...over });

describe('hypertables/vacuum-lag', () => {
  it('speaks from twice the share at which autovacuum sets out', () => {
    expect(check(dead(400_000))).toEqual([]);
    expect(check(dead(400_001))[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      facts: { laggingChunks: 1, deadRows: 400_001, liveRows: 1_000_000, heapBytes: 80_000_000 },
      advice: {
        steps: [
          {
            sql: 'VACUUM (ANALYZE) "_timescaledb_internal"."_hyper_1_1_chunk";',
            transaction: 'none',
            duration: { seconds: 4 },
          },
        ],
      },
    });
  });

  it('leaves few dead rows alone, whatever their share', () => {
    const empty = { rowPartRows: 0, insertedTuples: 20_000, deletedTuples: 20_000 };
    expect(check(dead(10_000, empty))).toEqual([]);
    expect(check(dead(10_001, empty))).toHaveLength(1);
  });

  it('believes the planner where the counters began anew', () => {
    const reset = { insertedTuples: 0, deletedTuples: 100_000 };
    expect(check(dead(100_000, reset))).toEqual([]);
    expect(check(dead(100_000, { ...reset, rowPartRows: null }))).toHaveLength(1);
  });

  it('takes the twenty worst at once', () => {
    const many = Array.from({ length: 21 }, (_, at) => dead(500_000 + at, { chunkId: at + 1 }));
    const [finding] = check(...many);
    expect(finding?.facts.laggingChunks).toBe(21);
    expect(finding?.advice?.steps[0]?.sql.match(/_hyper_/g)).toHaveLength(20);
    expect(finding?.advice?.steps[0]?.sql).not.toContain('_hyper_1_1_chunk');
    expect(finding?.advice?.note).toContain('1 more chunk follows');
  });

  it('does not run where the server keeps no statistics', () => {
    expect(look(dead(null))).toEqual({ notRun: 'this server keeps no statistics' });
    expect(check(), 'no chunk yet').toEqual([]);
    expect(rule.check({ hypertables: [], chunks: [] }, context())).toHaveProperty('notApplicable');
  });
});
