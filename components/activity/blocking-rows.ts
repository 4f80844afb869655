import type { Session } from '@/lib/api/activity';

/** One line of the tree: a session, or a process of which there is none any more, and how deep it hangs. */
export interface BlockingRow {
  readonly key: string;
  readonly pid: number;
  readonly session: Session | null;
  readonly depth: number;
  /** How many wait behind it, all levels. */
  readonly behind: number;
}

/** Those that wait for nobody first, each with everybody behind it. A circle is cut where it closes. */
export function blockingRows(sessions: readonly Session[]): BlockingRow[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]));
  const waiting = sessions.filter(({ blockedBy }) => blockedBy.length > 0);
  const behindOf = (pid: number) => waiting.filter(({ blockedBy }) => blockedBy[0] === pid);
  const shown = new Set<number>();
  const branch = (pid: number, depth: number): BlockingRow[] => {
    if (shown.has(pid)) return [];
    shown.add(pid);
    const below = behindOf(pid).flatMap((session) => branch(session.pid, depth + 1));
    return [{ key: `${pid}`, pid, session: byPid.get(pid) ?? null, depth, behind: below.length }, ...below];
  };
  const blockers = [...new Set(waiting.flatMap(({ blockedBy }) => blockedBy.slice(0, 1)))];
  const roots = blockers.filter((pid) => (byPid.get(pid)?.blockedBy.length ?? 0) === 0);
  // What is left hangs in circles.
  return [...roots, ...waiting.map(({ pid }) => pid)].flatMap((pid) => branch(pid, 0));
}
