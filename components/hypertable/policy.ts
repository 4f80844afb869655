import type { Row } from '@/lib/collect/snapshot';

/** What the screens need of a policy: its meaning and its distances, as the collector names them. */
export type Policy = Pick<
  Row<'policies'>,
  | 'jobId'
  | 'kind'
  | 'scheduled'
  | 'scheduleIntervalSeconds'
  | 'afterSeconds'
  | 'afterUnits'
  | 'byCreation'
  | 'startOffsetSeconds'
  | 'startOffsetUnits'
  | 'endOffsetSeconds'
  | 'endOffsetUnits'
>;
