import { describe, expect, it } from 'vitest';
import { explainRequest, queryPlanAnswer } from '@/lib/api/query-plan-schema';
import type { Snapshot } from '@/lib/collect/snapshot';
import { recordedText } from '@/lib/plans/query/testing/recorded-plan';
import { server } from '@/lib/rules/testing/context';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import type { DatabaseView } from './database-view';
import { explainedPlan, pastedPlan } from './query-plan';
import { onTheWire, view } from './testing/view';

describe('a plan that was pasted', () => {
  it('arrives with its folded nodes, their members after them, and what was found', () => {
    const answer = onTheWire(queryPlanAnswer, pastedPlan(recordedText('ts2.28.3_agg_all'), null));
    expect(answer).toMatchObject({
      databaseId: null,
      how: 'pasted',
      nodeCount: 31,
      isAnalyzed: true,
      raw: null,
    });
    const chunks = answer.nodes.find(({ isFolded }) => isFolded);
    expect(chunks).toMatchObject({
      kind: 'VectorAgg',
      title: 'VectorAgg × 9',
      count: 9,
      actualRows: 9,
      memberSeconds: { least: expect.any(Number) },
    });
    const members = answer.nodes.filter(({ parentId, isMember }) => isMember && parentId === chunks?.id);
    expect(members).toHaveLength(9);
    // Every node once, each below one that came before it.
    const seen = new Set<number>();
    for (const { id, parentId } of answer.nodes) {
      expect(seen.has(id)).toBe(false);
      if (parentId !== null) expect(seen.has(parentId)).toBe(true);
      seen.add(id);
    }
    expect(answer.nodes.find(({ title }) => title.includes('compressed chunks'))).toMatchObject({
      rowUnit: 'batches',
    });
    for (const { nodeIds } of answer.findings) for (const id of nodeIds) expect(seen.has(id)).toBe(true);
  });

  it('names a hypertable as people know it, where its database is known', () => {
    const plan = recordedText('ts2.28.3_agg_all');
    const titles = (of: DatabaseView | null) => pastedPlan(plan, of).nodes.map(({ title }) => title);
    const snapshot = {
      databaseId: 'app',
      takenAt: '2026-11-24T12:00:00.000Z',
      server: server(),
      artifacts: {
        hypertables: {
          status: 'ok',
          rows: [hypertable({ hypertableId: 615 })],
          collectedAt: '2026-11-24T12:00:00.000Z',
          tookMs: 1,
        },
      },
    } as unknown as Snapshot;
    expect(titles(null)).toContain('ColumnarScan on 9 chunks of _hyper_615');
    expect(titles(view(snapshot))).toContain('ColumnarScan on 9 chunks of public.metrics');
  });

  it('is refused with what to paste when it is none', () => {
    expect(() => pastedPlan('hello', null)).toThrow(
      expect.objectContaining({ code: 'bad-request', hint: expect.stringContaining('EXPLAIN') }),
    );
  });
});

describe('a statement that was explained', () => {
  it('arrives with how it was explained, and with what the server answered', () => {
    const document = JSON.parse(recordedText('pg13_hsub'));
    const samples = [{ parameter: 1, value: '7', basis: 'a plain integer' }];
    const answer = onTheWire(
      queryPlanAnswer,
      explainedPlan({ kind: 'sample-values', samples, document, server: server() }, view(null)),
    );
    expect(answer).toMatchObject({ databaseId: 'app', how: 'sample-values', samples });
    expect(JSON.parse(answer.raw ?? '')).toEqual(document);
    expect(answer.findings.map(({ rule }) => rule)).toContain('plan/not-in-subquery');
  });

  it('takes values of any plain type as text', () => {
    expect(explainRequest.parse({ sql: 'SELECT $1', parameters: [1, 'a', true, null] }).parameters).toEqual([
      '1',
      'a',
      'true',
      null,
    ]);
    expect(explainRequest.safeParse({ sql: '' }).success).toBe(false);
    expect(explainRequest.safeParse({ sql: 'SELECT 1', run: true }).success).toBe(false);
  });
});
