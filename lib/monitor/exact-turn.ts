let last: Promise<unknown> = Promise.resolve();

/** Runs exact collections one after the other, whatever the database: each walks through thousands of files. */
export function exactTurn<Result>(run: () => Promise<Result>): Promise<Result> {
  const turn = last.then(run);
  last = turn.catch(() => undefined);
  return turn;
}
