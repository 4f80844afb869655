import { expect } from 'vitest';
import type { z } from 'zod';
import type { Snapshot } from '@/lib/collect/snapshot';
import { CollectorSchedule } from '@/lib/monitor/collector-schedule';
import { judge } from '@/lib/rules/judge';
import type { DatabaseView } from '../database-view';

/** What is known of a database of which there is this snapshot, judged as the monitor does, and no history. */
export function view(snapshot: Snapshot | null, over: Partial<DatabaseView> = {}): DatabaseView {
  const profile = over.target?.profile ?? {};
  return {
    target: { id: 'app', name: 'App', url: 'postgres://', tags: [], profile, demo: null },
    status: snapshot ? 'up' : 'unknown',
    problem: null,
    snapshot,
    judgement: snapshot && judge(snapshot, { nowMs: Date.parse(snapshot.takenAt), profile }),
    costs: new CollectorSchedule().costs(0),
    lifeOf: () => null,
    absent: [],
    rehearsalOf: () => null,
    latest: () => null,
    growthPerDay: () => null,
    historyUnavailable: null,
    ...over,
  };
}

/** The answer as it arrives: what its schema does not name, or names otherwise, fails. */
export function onTheWire<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const arrived: unknown = JSON.parse(JSON.stringify(answer));
  const parsed = schema.parse(arrived);
  expect(parsed).toStrictEqual(arrived);
  return parsed;
}
