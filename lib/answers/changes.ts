import type { z } from 'zod';
import type { Change, ChangesAnswer } from '@/lib/api/changes';
import type { changesRequest } from '@/lib/api/changes-schema';
import type { EventsRead, HistoryEvent } from '@/lib/history/events';
import type { DatabaseView, FindingLife } from './database-view';
import { isAboutSecurity } from './security';

const DAY_MS = 86_400_000;

type About = z.output<typeof changesRequest>['about'];

/** What belongs to a screen: events by their kind, findings by the area of their rule. */
const ABOUT: Record<
  About,
  {
    readonly events: readonly HistoryEvent['kind'][];
    readonly isWanted: (finding: { readonly rule: string }) => boolean;
  }
> = {
  settings: {
    events: ['setting', 'restart', 'version'],
    isWanted: ({ rule }) => rule.startsWith('settings/'),
  },
  security: { events: ['role', 'host-rule', 'version'], isWanted: isAboutSecurity },
};

/** The kinds of events that `changesAnswer` wants. */
export const eventsAbout = (about: About): readonly HistoryEvent['kind'][] => ABOUT[about].events;

/** What changed within the days that were asked for, of what a screen is about; the newest first. */
export function changesAnswer(
  view: DatabaseView,
  { events, isOldestLeftOut }: EventsRead,
  { about, days }: z.output<typeof changesRequest>,
  nowMs: number,
): ChangesAnswer {
  const sinceMs = nowMs - days * DAY_MS;
  return {
    databaseId: view.target.id,
    snapshotAt: view.snapshot?.takenAt ?? null,
    since: new Date(sinceMs).toISOString(),
    changes: changesSince(view, events, sinceMs, ABOUT[about].isWanted),
    isOldestLeftOut,
  };
}

/** Events, and what became of findings, since then; the newest first. */
export function changesSince(
  view: DatabaseView,
  events: readonly HistoryEvent[],
  sinceMs: number,
  isWanted: (finding: { readonly rule: string }) => boolean = () => true,
): Change[] {
  return [
    ...findingChanges(view, sinceMs, isWanted),
    ...events.map((event): Change => ({ ...event, findingKey: null, severity: null })),
  ].sort((a, b) => b.at.localeCompare(a.at));
}

function findingChanges(
  view: DatabaseView,
  sinceMs: number,
  isWanted: (finding: { readonly rule: string }) => boolean,
): Change[] {
  const present = (view.judgement?.findings ?? []).map((finding) => ({
    finding,
    life: view.lifeOf(finding.key),
  }));
  return [...present, ...view.absent]
    .filter(({ finding }) => isWanted(finding))
    .flatMap(({ finding, life }) =>
      (life?.transitions ?? [])
        .filter(({ at }) => Date.parse(at) > sinceMs)
        // To be blind for a while and see the same again changes nothing.
        .filter(({ from, state }) => state !== 'could-not-check' && from !== 'could-not-check')
        .map((step) => ({
          at: step.at,
          kind: kindOf(step),
          title: finding.title,
          findingKey: finding.key,
          severity: finding.severity,
        })),
    );
}

function kindOf({ from, state, by }: FindingLife['transitions'][number]): Change['kind'] {
  if (by !== 'monitor') return 'decided';
  if (state === 'fixed' || state === 'regressed') return state;
  return from === null ? 'found' : 'reopened';
}
