const running = new Map<string, Promise<unknown>>();

/** Of one database one at a time: many readers of a plan must not become a load. */
export async function oneAtATime<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  const before = running.get(url) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.then(
    () => undefined,
    () => undefined,
  );
  running.set(url, settled);
  try {
    return await mine;
  } finally {
    if (running.get(url) === settled) running.delete(url);
  }
}
