import { describe, expect, it } from 'vitest';
import { effectAnswer as schema } from '@/lib/api/effect-schema';
import type { Effect, EffectRequest } from '@/lib/history/effect';
import { afterSighting, type FindingRecord, firstSeen } from '@/lib/history/finding-life';
import type { KeyedFinding } from '@/lib/rules/judge';
import { effectAnswer } from './effect';
import { onTheWire } from './testing/view';

const finding: KeyedFinding = {
  key: 'hypertables/index-missing:public.metrics.by_device',
  rule: 'hypertables/index-missing',
  source: 'https://example.org',
  subject: ['public', 'metrics', 'by_device'],
  severity: 'warning',
  confidence: 'high',
  title: '',
  detail: '',
  facts: {},
};
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const open = firstSeen(finding, 1, at(0));
const fixed = afterSighting(afterSighting(open, 'absent', at(1)), 'absent', at(2));

async function answer(record: FindingRecord | null, effect: Effect) {
  const asked: EffectRequest[] = [];
  const measured = await effectAnswer('d', finding.key, record, async (request) => {
    asked.push(request);
    return effect;
  });
  return { asked, answer: onTheWire(schema, measured) };
}

describe('the effect of a fix on the wire', () => {
  it('measures the relation that the finding is about, between its last sight and its fix', async () => {
    const metrics = [{ metric: 'totalBytes', before: 100, after: null }];
    const { asked, answer: told } = await answer(fixed, {
      status: 'measured',
      windowMs: 7_200_000,
      isGrowing: true,
      metrics,
    });
    expect(asked).toEqual([
      expect.objectContaining({
        subject: 'public.metrics',
        lastSeenMs: Date.parse(at(0)),
        fixedMs: Date.parse(at(2)),
      }),
    ]);
    expect(told).toMatchObject({
      status: 'measured',
      windowSeconds: 7_200,
      before: at(0),
      after: at(2),
      metrics: [{ label: 'Size', unit: 'bytes', before: 100, after: null }],
    });
  });

  it('says from when on it can be told, or why not', async () => {
    const notYet = await answer(fixed, { status: 'not-yet', measurableAtMs: Date.parse(at(62)) });
    expect(notYet.answer).toMatchObject({ status: 'not-yet', measurableAt: at(62), metrics: [] });
    const unknown = await answer(fixed, { status: 'unknown', reason: 'nothing was sampled' });
    expect(unknown.answer).toMatchObject({ status: 'unknown', reason: 'nothing was sampled' });
  });

  it('asks nothing about what is not fixed, and knows no finding that was never met', async () => {
    const { asked, answer: told } = await answer(open, { status: 'unknown', reason: '' });
    expect(asked).toEqual([]);
    expect(told).toMatchObject({ status: 'unknown', reason: 'it is not fixed' });
    await expect(answer(null, { status: 'unknown', reason: '' })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
