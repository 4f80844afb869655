import { expect, it } from 'vitest';
import { changesRequest, changesAnswer as schema } from '@/lib/api/changes-schema';
import type { KeyedFinding } from '@/lib/rules/judge';
import { changesAnswer, eventsAbout } from './changes';
import type { DatabaseView } from './database-view';
import { onTheWire, view } from './testing/view';

const NOW_MS = Date.UTC(2026, 0, 31);
const daysAgo = (days: number) => new Date(NOW_MS - days * 86_400_000).toISOString();

/** As history gives them: of the kinds that were asked for, the newest first. */
const eventsOf = (about: 'settings' | 'security') => ({
  events: eventsAbout(about).map((kind, at) => ({ at: daysAgo(at * 2), kind, title: kind })),
  isOldestLeftOut: false,
});

const absent = (rule: string, foundDaysAgo: number) =>
  ({
    finding: { key: rule, rule, title: rule, severity: 'notice' } as KeyedFinding,
    life: { transitions: [{ at: daysAgo(foundDaysAgo), from: null, state: 'open', by: 'monitor' }] },
  }) as unknown as DatabaseView['absent'][number];

const told = (about: 'settings' | 'security') => {
  const of = view(null, {
    absent: [
      absent('settings/autovacuum-off', 3),
      absent('settings/jit-costly', 40),
      absent('security/trust', 2),
    ],
  });
  const answer = changesAnswer(of, eventsOf(about), changesRequest.parse({ about }), NOW_MS);
  return onTheWire(schema, answer).changes.map(({ title }) => title);
};

it('tells of settings, restarts and versions, and of findings about settings, within the days', () => {
  expect(told('settings')).toEqual(['setting', 'restart', 'settings/autovacuum-off', 'version']);
});

it('tells of roles and their ways in, and of findings about security', () => {
  expect(told('security')).toEqual(['role', 'security/trust', 'host-rule', 'version']);
});

it('refuses what it cannot be about, and days out of reach', () => {
  expect(changesRequest.safeParse({ about: 'tables' }).success).toBe(false);
  expect(changesRequest.safeParse({ about: 'settings', days: '401' }).success).toBe(false);
  expect(changesRequest.parse({ about: 'settings', days: '7' }).days).toBe(7);
});
