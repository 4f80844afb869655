const last = new Map<string, Promise<unknown>>();

/** Of one database one at a time: many readers of a plan must not become a load. */
export function oneAtATime<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  const turn = (last.get(url) ?? Promise.resolve()).then(work);
  const over = turn
    .catch(() => undefined)
    .then(() => {
      if (last.get(url) === over) last.delete(url);
    });
  last.set(url, over);
  return turn;
}
