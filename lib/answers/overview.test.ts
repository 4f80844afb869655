import { expect, it } from 'vitest';
import type { FindingState } from '@/lib/history/finding-state';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { FindingLife } from './database-view';
import { overviewAnswer } from './overview';
import { view } from './testing/view';

const finding: KeyedFinding = {
  key: 'jobs/failing:job.1000',
  rule: 'jobs/failing',
  source: 'https://example.org',
  subject: ['job', '1000'],
  severity: 'critical',
  confidence: 'high',
  title: 'Mend the job 1000',
  detail: '',
  facts: {},
};
const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();

it('tells what came, went, was decided and opened again within a day, the newest first', () => {
  const states: readonly (readonly [FindingState, 'monitor' | 'reader'])[] = [
    ['open', 'monitor'],
    ['applied', 'reader'],
    ['could-not-check', 'monitor'],
    ['applied', 'monitor'],
    ['open', 'monitor'],
    ['fixed', 'monitor'],
    ['regressed', 'monitor'],
  ];
  const transitions = states.map(([state, by], step) => ({
    at: at(step),
    from: states[step - 1]?.[0] ?? null,
    state,
    by,
    until: null,
    reason: null,
    comment: null,
  }));
  const life = { transitions } as unknown as FindingLife;
  const changes = (nowHour: number) =>
    overviewAnswer(view(null, { absent: [{ finding, life }] }), [], Date.parse(at(nowHour))).changes;
  expect(changes(7).map(({ kind }) => kind)).toEqual(['regressed', 'fixed', 'reopened', 'decided', 'found']);
  expect(changes(26).map(({ kind }) => kind)).toEqual(['regressed', 'fixed', 'reopened']);
});
