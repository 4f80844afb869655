import type { DatabaseSummary } from '@/lib/api/databases';

const BY_STATUS = { down: 0, degraded: 1, unknown: 2, up: 3 } as const;

/** Not reachable first, then by critical findings, warnings and score; a withheld score counts as needy. */
export function neediestFirst<Database extends Pick<DatabaseSummary, 'status' | 'counts' | 'score' | 'name'>>(
  databases: readonly Database[],
): Database[] {
  return [...databases].sort(
    (a, b) =>
      BY_STATUS[a.status] - BY_STATUS[b.status] ||
      count(b, 'critical') - count(a, 'critical') ||
      count(b, 'warning') - count(a, 'warning') ||
      (a.score ?? 0) - (b.score ?? 0) ||
      a.name.localeCompare(b.name),
  );
}

const count = ({ counts }: Pick<DatabaseSummary, 'counts'>, severity: 'critical' | 'warning') =>
  counts?.[severity] ?? 0;
