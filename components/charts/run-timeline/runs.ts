export type RunResult = 'succeeded' | 'failed' | 'running' | 'unknown';

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
const RANK: Record<RunResult, number> = { unknown: 0, succeeded: 1, running: 2, failed: 3 };

/**
 * Places runs on the axis. Runs of one lane that fall onto the same pixels become one mark, which shows the
 * worst of them: a failure is never painted over by the success beside it.
 */
export function placeRuns(
  runs: readonly Run[],
  range: { readonly fromMs: number; readonly toMs: number },
  widthPx: number,
): PlacedRun[] {
  const scale = widthPx / (range.toMs - range.fromMs);
  const last = new Map<number, PlacedRun>();
  const placed: PlacedRun[] = [];
  const flush = (lane: number) => {
    const run = last.get(lane);
    if (run) placed.push(run);
  };
  for (const run of [...runs].sort((a, b) => a.startMs - b.startMs)) {
    const left = (run.startMs - range.fromMs) * scale;
    const right = ((run.endMs ?? range.toMs) - range.fromMs) * scale;
    if (right < 0 || left > widthPx) continue;
    const mark = {
      leftPx: Math.max(0, left),
      widthPx: Math.max(LEAST_PX, Math.min(right, widthPx) - Math.max(0, left)),
    };
    const before = last.get(run.lane);
    if (before && mark.leftPx < before.leftPx + before.widthPx + 1)
      last.set(run.lane, merged(before, mark, run.result));
    else {
      flush(run.lane);
      last.set(run.lane, { ...mark, lane: run.lane, result: run.result, count: 1 });
    }
  }
  for (const lane of last.keys()) flush(lane);
  return placed;
}

function merged(
  before: PlacedRun,
  mark: { readonly leftPx: number; readonly widthPx: number },
  result: RunResult,
): PlacedRun {
  const right = Math.max(before.leftPx + before.widthPx, mark.leftPx + mark.widthPx);
  return {
    ...before,
    widthPx: right - before.leftPx,
    result: RANK[result] > RANK[before.result] ? result : before.result,
    count: before.count + 1,
  };
}
