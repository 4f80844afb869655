import { measured } from './binning';
import { highestCell } from './cells';
import { CHUNK_STATES } from './chunk-states';
import type { Palette } from './palette';
import type { Scene } from './scene';
import { pixelOf } from './viewport';
import { visibleRange } from './visible-range';

const STATES = CHUNK_STATES.length;
const LANE_GAP_PX = 4;
/** A chunk that holds next to nothing, or of unknown size, is still there. */
const LEAST_PX = 1;
const UNKNOWN_PX = 8;

interface LaneBox {
  readonly topPx: number;
  readonly heightPx: number;
}

/** The part of the plot that belongs to one partition. */
export function laneBox({ frame, chunks }: Pick<Scene, 'frame' | 'chunks'>, lane: number): LaneBox {
  const heightPx = (frame.plotHeightPx - LANE_GAP_PX * (chunks.laneCount - 1)) / chunks.laneCount;
  return { topPx: frame.plotTopPx + lane * (heightPx + LANE_GAP_PX), heightPx };
}

/** Columns of summed-up chunks, one pixel wide, stacked by state. */
export function paintBins(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { bins, frame } = scene;
  if (bins.peak === 0) return;
  const bottoms = new Float64Array(bins.widthPx);
  for (let lane = 0; lane < bins.laneCount; lane++) {
    const box = laneBox(scene, lane);
    bottoms.fill(box.topPx + box.heightPx);
    const perAmount = box.heightPx / bins.peak;
    for (let state = 0; state < STATES; state++) {
      const runs = stackState(scene, lane, state, perAmount, bottoms);
      fillRuns(draw, runs, frame.plotLeftPx, palette.fills[state] ?? 'gray', palette.hatches[state] ?? null);
    }
  }
}

/** `[column, top, width, height]`… of one state, neighbours of the same height merged; moves `bottoms` up. */
function stackState(
  scene: Scene,
  lane: number,
  state: number,
  perAmount: number,
  bottoms: Float64Array,
): number[] {
  const { values, widthPx } = scene.bins;
  const runs: number[] = [];
  for (let column = 0; column < widthPx; column++) {
    const amount = values[(lane * widthPx + column) * STATES + state] ?? 0;
    if (amount <= 0) continue;
    const bottom = bottoms[column] ?? 0;
    const top = Math.min(Math.round(bottom - amount * perAmount), Math.round(bottom) - LEAST_PX);
    bottoms[column] = top;
    appendRun(runs, column, top, Math.round(bottom) - top);
  }
  return runs;
}

function appendRun(runs: number[], column: number, top: number, height: number): void {
  const last = runs.length - 4;
  const continues =
    last >= 0 &&
    (runs[last] ?? 0) + (runs[last + 2] ?? 0) === column &&
    runs[last + 1] === top &&
    runs[last + 3] === height;
  if (continues) runs[last + 2] = (runs[last + 2] ?? 0) + 1;
  else runs.push(column, top, 1, height);
}

function fillRuns(
  draw: CanvasRenderingContext2D,
  runs: readonly number[],
  leftPx: number,
  fill: string,
  hatch: CanvasPattern | null,
): void {
  for (const style of hatch ? [fill, hatch] : [fill]) {
    draw.fillStyle = style;
    for (let at = 0; at < runs.length; at += 4) {
      draw.fillRect(leftPx + (runs[at] ?? 0), runs[at + 1] ?? 0, runs[at + 2] ?? 0, runs[at + 3] ?? 0);
    }
  }
}

/** Single chunks, each a cell as wide as its range and as high as its amount. */
export function paintCells(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { chunks, view, mask, measure } = scene;
  const amounts = measured(chunks, measure);
  const peak = highestCell(scene) || 1;
  const [first, end] = visibleRange(chunks, view);
  for (let i = first; i < end; i++) {
    const state = chunks.state[i] ?? 0;
    if (!(mask & (1 << state)) || (chunks.end[i] ?? 0) <= view.from) continue;
    const share = amounts ? (amounts[i] ?? Number.NaN) / peak : 1;
    paintCell(draw, cellBox(scene, i, share), Number.isNaN(share) ? null : state, palette);
  }
}

/** Where a chunk stands; its height is a share of its lane, NaN when its size is not known. */
function cellBox(scene: Scene, index: number, share: number): Cell {
  const { chunks, view, frame } = scene;
  const left = Math.round(Math.max(-1, pixelOf(chunks.start[index] ?? 0, view, frame.plotWidthPx)));
  const right = Math.round(
    Math.min(frame.plotWidthPx + 1, pixelOf(chunks.end[index] ?? 0, view, frame.plotWidthPx)),
  );
  const box = laneBox(scene, chunks.lane[index] ?? 0);
  const height = Number.isNaN(share) ? UNKNOWN_PX : Math.max(LEAST_PX, share * box.heightPx);
  return {
    leftPx: frame.plotLeftPx + left,
    topPx: Math.round(box.topPx + box.heightPx - height),
    widthPx: Math.max(1, right - left - 1),
    heightPx: Math.round(height),
  };
}

interface Cell {
  readonly leftPx: number;
  readonly topPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A null state is a chunk whose size is not known: a hatched outline instead of a height. */
function paintCell(draw: CanvasRenderingContext2D, cell: Cell, state: number | null, palette: Palette): void {
  const hatch = state === null ? palette.unknownHatch : palette.hatches[state];
  if (state !== null) {
    draw.fillStyle = palette.fills[state] ?? 'gray';
    draw.fillRect(cell.leftPx, cell.topPx, cell.widthPx, cell.heightPx);
  }
  if (hatch) {
    draw.fillStyle = hatch;
    draw.fillRect(cell.leftPx, cell.topPx, cell.widthPx, cell.heightPx);
  }
}
