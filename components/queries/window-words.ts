import type { QueriesAnswer, QueryWindow } from '@/lib/api/queries';
import { duration } from '@/lib/format/duration';
import { instantShort, zoneName } from '@/lib/format/instant';

export const WINDOW_IDS = ['reset', 'day', 'hour'] as const;

export const WINDOWS: readonly {
  readonly id: QueryWindow;
  readonly label: string;
  readonly title: string;
}[] = [
  { id: 'reset', label: 'Since reset', title: 'All that pg_stat_statements has counted' },
  { id: 'day', label: 'Last day', title: 'What history kept a day ago is taken off' },
  { id: 'hour', label: 'Last hour', title: 'What history kept an hour ago is taken off' },
];

/** `in 3 d 4 h, since 27 Nov, 10:00 UTC`: what numbers cover, to stand behind them. */
export function windowWords({ asked, from, seconds }: QueriesAnswer['window']): string {
  if (from === null) return 'since each entry was made; this version does not tell when';
  const since = `since ${instantShort(from)} ${zoneName()}`;
  const length = seconds === null ? '' : `in ${duration(seconds)}, `;
  return asked === 'reset' ? `${length}${since}, when the statistics were reset` : `${length}${since}`;
}
