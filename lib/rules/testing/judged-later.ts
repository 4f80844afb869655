import type { Snapshot } from '@/lib/collect/snapshot';
import { type Judgement, judge } from '../judge';
import type { Trend } from '../rule';
import { changedRows } from './changed-rows';

const LATER_MS = 60 * 86_400_000;

const CALM: Trend = {
  average: 0,
  least: 0,
  greatest: 0,
  first: 0,
  last: 0,
  samples: 360,
  windowSeconds: 3_590,
  usual: 0,
};

/**
 * As if two months had passed, calm in every metric: nothing is left to wait for, so that a rule which does not run
 * cannot look.
 */
export function judgedLater(snapshot: Snapshot): Judgement {
  const nowMs = Date.parse(snapshot.takenAt) + LATER_MS;
  const serverClockAt = new Date(nowMs).toISOString();
  const later = changedRows(snapshot, 'databaseCounters', (row) => ({ ...row, serverClockAt }));
  return judge(later, { nowMs, profile: {}, trends: () => CALM });
}
