import { expect, it } from 'vitest';
import type { PlannedSetting } from '@/lib/api/resources-plan';
import { planSummary } from './plan-summary';

const setting = (verdict: PlannedSetting['verdict'], applies: PlannedSetting['applies'] = 'reload') =>
  ({ verdict, applies }) as PlannedSetting;

it('says how many differ, what that takes, and what cannot be told', () => {
  const all = [
    setting('change'),
    setting('change', 'restart'),
    setting('keep'),
    setting('unknown'),
    setting('elsewhere'),
  ];
  expect(planSummary(all)).toBe(
    '2 settings of 5 should change, 1 of them with a restart. 1 setting cannot be judged without an answer below. 1 setting cannot be set by SQL.',
  );
  expect(planSummary([setting('keep')])).toBe('Every setting that is looked at fits.');
  expect(planSummary([setting('keep'), setting('unknown')])).toContain('as far as can be told');
});
