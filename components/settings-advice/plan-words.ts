import type { PlannedSetting, ResourcesPlan } from '@/lib/api/resources-plan';

export const VERDICTS: Record<
  PlannedSetting['verdict'],
  { readonly word: string; readonly tone: 'warning' | 'neutral' | 'outline' }
> = {
  change: { word: 'Change', tone: 'warning' },
  keep: { word: 'Fits', tone: 'neutral' },
  unknown: { word: 'Needs an answer', tone: 'outline' },
  elsewhere: { word: 'Not by SQL', tone: 'outline' },
};

export const APPLIES_WORDS: Record<PlannedSetting['applies'], string> = {
  restart: 'a restart',
  reload: 'a reload',
  'new-sessions': 'new sessions',
};

export const GROUP_WORDS: Record<PlannedSetting['group'], string> = {
  memory: 'memory',
  parallel: 'parallel work',
  log: 'write-ahead log',
  planner: 'planner',
  autovacuum: 'autovacuum',
  io: 'reads and storage',
  locks: 'locks',
};

export const QUESTION_WORDS: Record<ResourcesPlan['asks'][number], string> = {
  memoryBytes: 'the memory',
  cores: 'the cores',
  diskKind: 'the disks',
  workload: 'the work',
  diskBytes: 'the size of the disk',
};
