'use client';
import { useCallback, useMemo, useRef } from 'react';
import { timeTicks } from '../ticks';
import { useThemedCanvas } from '../use-themed-canvas';
import { useWidth } from '../use-width';
import { placeRuns, type Run, type RunResult } from './runs';

export interface Lane {
  readonly id: string;
  readonly label: string;
}

const LANE_PX = 26;
const AXIS_PX = 26;
const PX_PER_TICK = 76;
const INK: Record<RunResult, string> = {
  succeeded: '--state-column',
  failed: '--critical',
  running: '--accent',
  unknown: '--state-unknown',
};

/**
 * Runs of jobs, a lane each, in UTC. A failure is red, taller, and topped by a cross; it is never hidden by
 * a success on the same pixels. The lanes' names stand in the list beside it, row by row.
 */
export function RunTimeline({
  lanes,
  runs,
  fromMs,
  toMs,
  summary,
}: {
  readonly lanes: readonly Lane[];
  readonly runs: readonly Run[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly summary: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const widthPx = useWidth(box) ?? 0;
  const heightPx = lanes.length * LANE_PX + AXIS_PX;
  const marks = useMemo(() => placeRuns(runs, { fromMs, toMs }, widthPx), [runs, fromMs, toMs, widthPx]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, color: (name: string) => string, font: string) => {
      context.clearRect(0, 0, widthPx, heightPx);
      for (let lane = 0; lane < lanes.length; lane++) {
        context.fillStyle = color('--line');
        context.fillRect(0, (lane + 1) * LANE_PX - 0.5, widthPx, 1);
      }
      for (const mark of marks) drawMark(context, mark, color(INK[mark.result]));
      drawAxis(context, { fromMs, toMs, widthPx, topPx: lanes.length * LANE_PX }, color, font);
    },
    [marks, lanes, fromMs, toMs, widthPx, heightPx],
  );
  useThemedCanvas(canvas, widthPx, heightPx, widthPx > 0 ? draw : null);
  return (
    <div ref={box} className="min-w-0" style={{ height: heightPx }}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={summary}
        className="block"
        style={{ width: widthPx, height: heightPx }}
      />
    </div>
  );
}

export { LANE_PX as TIMELINE_LANE_PX };

function drawMark(
  context: CanvasRenderingContext2D,
  mark: ReturnType<typeof placeRuns>[number],
  ink: string,
): void {
  const isFailure = mark.result === 'failed';
  const heightPx = isFailure ? 14 : 10;
  const bottom = (mark.lane + 1) * LANE_PX - 6;
  context.fillStyle = ink;
  context.fillRect(mark.leftPx, bottom - heightPx, mark.widthPx, heightPx);
  if (!isFailure) return;
  const [middle, top] = [mark.leftPx + mark.widthPx / 2, bottom - heightPx - 4];
  context.strokeStyle = ink;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const direction of [-1, 1]) {
    context.moveTo(middle - 3, top - 3 * direction);
    context.lineTo(middle + 3, top + 3 * direction);
  }
  context.stroke();
}

interface Axis {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
  readonly topPx: number;
}

function drawAxis(
  context: CanvasRenderingContext2D,
  { fromMs, toMs, widthPx, topPx }: Axis,
  color: (name: string) => string,
  font: string,
): void {
  const most = Math.max(2, Math.floor(widthPx / PX_PER_TICK));
  context.font = font;
  context.textBaseline = 'top';
  for (const { units, label, isMajor } of timeTicks({ from: fromMs * 1_000, to: toMs * 1_000 }, most)) {
    const x = Math.round(((units / 1_000 - fromMs) / (toMs - fromMs)) * widthPx);
    context.fillStyle = color('--line');
    context.fillRect(x, topPx, 1, 5);
    context.fillStyle = color(isMajor ? '--muted' : '--faint');
    const textPx = context.measureText(label).width;
    context.fillText(label, Math.min(Math.max(0, x - textPx / 2), widthPx - textPx), topPx + 9);
  }
}
