import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { catalogDefect, hypertable } from '../testing/hypertable-rows';
import rule from './orphan-relations';

type Artifacts = Parameters<typeof rule.check>[0];

const check = (catalogDefects: Artifacts['catalogDefects']) =>
  expectFindings(rule.check({ hypertables: [hypertable()], catalogDefects }, context()));
const orphans = (count: number, over: Partial<Artifacts['catalogDefects'][number]> = {}) =>
  Array.from({ length: count }, (_, at) => catalogDefect({ name: `_hyper_1_${at + 1}_chunk`, ...over }));

describe('hypertables/orphan-relations', () => {
  it('is quiet without any, and about the other defects', () => {
    expect(check([])).toEqual([]);
    expect(check([catalogDefect({ kind: 'missing-relation' })])).toEqual([]);
  });

  it('adds up those of one hypertable, and deletes them only once they are known to be no chunks', () => {
    expect(check(orphans(2))[0]).toMatchObject({
      subject: ['public', 'metrics'],
      severity: 'warning',
      confidence: 'low',
      facts: { orphanTables: 2, childTables: 0, orphanBytes: 200_000_000, orphanRows: 2_000_000 },
      advice: {
        deletesData: true,
        precheck: { expect: '0 — none of them is a chunk' },
        steps: [
          {
            sql: 'DROP TABLE "_timescaledb_internal"."_hyper_1_1_chunk", "_timescaledb_internal"."_hyper_1_2_chunk";',
          },
        ],
      },
    });
  });

  it('tells lost chunks from detached ones', () => {
    expect(check(orphans(1))[0]?.detail).toContain('on purpose');
    const [lost] = check([...orphans(1, { isChild: true }), ...orphans(1)]);
    expect(lost?.detail).toContain('1 of them: They still inherit');
    expect(lost?.confidence).toBe('medium');
  });

  it('does not know the rows of a table that was never analysed', () => {
    expect(check([...orphans(1), ...orphans(1, { estimatedRows: null })])[0]?.facts.orphanRows).toBeNull();
  });

  it('names the tables where the hypertable is gone or not told', () => {
    expect(check(orphans(2, { hypertableId: 77 }))[0]?.subject).toEqual([
      '_timescaledb_internal',
      '_hyper_1',
    ]);
    const own = check(orphans(1, { hypertableId: null, name: 'compress_hyper_2_9_chunk' }));
    expect(own[0]?.subject).toEqual(['_timescaledb_internal', 'compress_hyper_2']);
  });

  it('takes twenty at once', () => {
    expect(check(orphans(20))[0]?.advice?.note).not.toContain('next snapshot');
    expect(check(orphans(21))[0]?.advice?.note).toContain('1 more table follows');
  });
});
