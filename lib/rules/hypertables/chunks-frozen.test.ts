import { describe, expect, it } from 'vitest';
import { context, server, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { chunk, dailyChunks, hypertable } from '../testing/hypertable-rows';
import rule from './chunks-frozen';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (chunks: Artifacts['chunks'], over: Parameters<typeof context>[0] = {}) =>
  expectFindings(rule.check({ hypertables: [hypertable()], chunks }, context(over)));
const frozen = (count: number) => dailyChunks(count, (over) => chunk({ ...over, isFrozen: true }));

describe('hypertables/chunks-frozen', () => {
  it('is quiet where nothing is frozen, and where a frozen chunk lies in other storage', () => {
    expect(check(dailyChunks(5))).toEqual([]);
    expect(check([chunk({ isFrozen: true, isTiered: true })])).toEqual([]);
  });

  it('finds a single one, as a notice', () => {
    const [finding] = check([...frozen(1), chunk({ chunkId: 2 })]);
    expect(finding).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'notice',
      facts: { frozenChunks: 1, chunks: 2, frozenBytes: 100_000_000 },
      advice: {
        precheck: { expect: '1 — it is still frozen' },
        steps: [
          {
            sql: `SELECT _timescaledb_functions.unfreeze_chunk(chunk) FROM unnest(ARRAY['"_timescaledb_internal"."_hyper_1_1_chunk"']::regclass[]) AS chunk;`,
          },
        ],
      },
    });
  });

  it('takes fifty chunks at once, and says that there are more', () => {
    expect(check(frozen(50))[0]?.advice?.note).not.toContain('next snapshot');
    const [finding] = check(frozen(51));
    expect(finding?.advice?.note).toContain('1 more chunk follows');
    expect(finding?.advice?.steps[0]?.sql.match(/_hyper_/g)).toHaveLength(50);
    expect(finding?.facts.frozenChunks).toBe(51);
  });

  it('calls the functions where 2.11 has them', () => {
    const old = { server: server({ timescale: timescale('2.11.2') }) };
    expect(check(frozen(1), old)[0]?.advice?.steps[0]?.sql).toContain('_timescaledb_internal.unfreeze_chunk');
  });

  it('gives no SQL under the Apache licence, which lacks the functions', () => {
    const apache = { server: server({ timescale: timescale('2.23.0', { license: 'apache' }) }) };
    const [finding] = check(frozen(1), apache);
    expect(finding).toBeDefined();
    expect(finding).not.toHaveProperty('advice');
  });

  it('does not apply without a hypertable', () => {
    expect(rule.check({ hypertables: [], chunks: [] }, context())).toHaveProperty('notApplicable');
  });
});
