import { expect, it } from 'vitest';
import { findingsAnswer as schema } from '@/lib/api/findings-schema';
import { afterSighting, type FindingRecord, firstSeen } from '@/lib/history/finding-life';
import type { KeyedFinding } from '@/lib/rules/judge';
import { snapshotOf } from '@/lib/rules/testing/context';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { findingsAnswer } from './findings';
import { onTheWire, view } from './testing/view';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function met(name: string): FindingRecord {
  const finding: KeyedFinding = {
    key: `columnstore/ratio-poor:public.${name}`,
    rule: 'columnstore/ratio-poor',
    source: 'https://example.org',
    subject: ['public', name],
    severity: 'warning',
    confidence: 'high',
    title: name,
    detail: '',
    facts: {},
    readAt: at(0),
  };
  return firstSeen(finding, 1, at(0));
}

it('tells what is gone once from what is fixed, and both from what cannot be checked', () => {
  const once = afterSighting(met('once'), 'absent', at(1));
  const fixed = afterSighting(afterSighting(met('twice'), 'absent', at(1)), 'absent', at(2));
  const blind = afterSighting(met('blind'), 'unknown', at(1));
  const absent = [once, fixed, blind].map(({ finding, ...record }) => {
    const { key: _, stateBefore: _before, seenInARow: _seen, absentInARow: _absent, ...life } = record;
    return { finding, life };
  });
  const answer = onTheWire(
    schema,
    findingsAnswer(view(snapshotOf({ hypertables: [hypertable()] }), { absent })),
  );
  const titles = (list: readonly { title: string }[]) => list.map(({ title }) => title);
  expect([answer.confirming, answer.fixed, answer.couldNotCheck].map(titles)).toEqual([
    ['once'],
    ['twice'],
    ['blind'],
  ]);
});
