export type RunResult = 'unknown' | 'succeeded' | 'running' | 'failed';

/** One run of a job. A run that has not ended has no end. */
export interface Run {
  readonly lane: number;
  readonly startMs: number;
  readonly endMs: number | null;
  readonly result: RunResult;
}

export interface PlacedRun {
  readonly lane: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly result: RunResult;
  /** How many runs this mark stands for. */
  readonly count: number;
}

const LEAST_PX = 3;
/** In the order in which they are painted: a failure is never under the success beside it. */
const ORDER: readonly RunResult[] = ['unknown', 'succeeded', 'running', 'failed'];

/** Places runs on the axis. Runs of one lane and one result that fall onto the same pixels become one mark. */
export function placeRuns(
  runs: readonly Run[],
  range: { readonly fromMs: number; readonly toMs: number },
  widthPx: number,
): PlacedRun[] {
  const scale = widthPx / (range.toMs - range.fromMs);
  const open = new Map<string, PlacedRun>();
  const placed: PlacedRun[] = [];
  for (const run of [...runs].sort((a, b) => a.startMs - b.startMs)) {
    const left = Math.max(0, (run.startMs - range.fromMs) * scale);
    const right = Math.min(widthPx, ((run.endMs ?? range.toMs) - range.fromMs) * scale);
    if (right < 0 || left > widthPx) continue;
    const key = `${run.lane} ${run.result}`;
    const before = open.get(key);
    const end = Math.max(left + LEAST_PX, right);
    if (before && left < before.leftPx + before.widthPx + 1) {
      open.set(key, {
        ...before,
        widthPx: Math.max(before.widthPx, end - before.leftPx),
        count: before.count + 1,
      });
      continue;
    }
    if (before) placed.push(before);
    open.set(key, { lane: run.lane, leftPx: left, widthPx: end - left, result: run.result, count: 1 });
  }
  placed.push(...open.values());
  return placed.sort((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result));
}
