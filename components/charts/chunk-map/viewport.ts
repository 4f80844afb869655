import type { ChunkColumns } from './chunk-columns';

/** The part of the dimension that is on the screen, in its own units. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

/**
 * Everything there is to see: all chunks, and of `nearby` (the present, the policies' boundaries) what lies close
 * enough not to squeeze them into a corner; the rest is named at the edge.
 */
export function wholeOf(chunks: ChunkColumns, nearby: readonly number[] = []): Viewport {
  if (chunks.count === 0) return roomy(nearby.length > 0 ? nearby : [0, 1]);
  const [first, last] = [chunks.start[0] ?? 0, chunks.reach[chunks.count - 1] ?? 0];
  const reach = (last - first) * NEARBY_RATIO;
  return roomy([first, last, ...nearby.filter((place) => place >= first - reach && place <= last + reach)]);
}

function roomy(points: readonly number[]): Viewport {
  const [from, to] = [Math.min(...points), Math.max(...points)];
  const room = (to - from || 1) * EDGE_RATIO;
  return { from: from - room, to: to + room };
}

/** A boundary may add this share of the chunks' extent to the axis. */
const NEARBY_RATIO = 0.25;
// So that the first and the last chunk do not touch the frame.
const EDGE_RATIO = 0.01;
/** The closest zoom shows this share of an average chunk's neighbourhood: about three chunks. */
const CLOSEST_CHUNKS = 3;

/** The shortest span worth looking at: about three chunks, or a thousandth of nothing when there are none. */
export function closestSpan(chunks: ChunkColumns, whole: Viewport): number {
  if (chunks.count === 0) return (whole.to - whole.from) / 1_000;
  const perLane = chunks.count / chunks.laneCount;
  return Math.min(whole.to - whole.from, ((whole.to - whole.from) / perLane) * CLOSEST_CHUNKS);
}

/** Keeps `view` inside `whole`, its span unchanged where it fits. */
export function clamp(view: Viewport, whole: Viewport): Viewport {
  const span = Math.min(view.to - view.from, whole.to - whole.from);
  const from = Math.min(Math.max(view.from, whole.from), whole.to - span);
  return { from, to: from + span };
}

/** Zooms so that `anchor` stays under the pointer. A factor below 1 comes closer. */
export function zoom(
  view: Viewport,
  whole: Viewport,
  anchor: number,
  factor: number,
  closest: number,
): Viewport {
  const span = view.to - view.from;
  const next = Math.min(Math.max(span * factor, closest), whole.to - whole.from);
  const share = (anchor - view.from) / span;
  const from = anchor - share * next;
  return clamp({ from, to: from + next }, whole);
}

/** Moves by a share of what is on the screen; positive is towards the later end. */
export function pan(view: Viewport, whole: Viewport, share: number): Viewport {
  const move = (view.to - view.from) * share;
  return clamp({ from: view.from + move, to: view.to + move }, whole);
}

export function toStart(view: Viewport, whole: Viewport): Viewport {
  return { from: whole.from, to: whole.from + (view.to - view.from) };
}

export function toEnd(view: Viewport, whole: Viewport): Viewport {
  return { from: whole.to - (view.to - view.from), to: whole.to };
}

/** True when so much is shown that a reset would change nothing a reader could see. */
export function isWhole(view: Viewport, whole: Viewport): boolean {
  return view.to - view.from >= (whole.to - whole.from) * 0.999;
}

export function pixelOf(units: number, view: Viewport, widthPx: number): number {
  return ((units - view.from) / (view.to - view.from)) * widthPx;
}

export function unitsAt(pixel: number, view: Viewport, widthPx: number): number {
  return view.from + (pixel / widthPx) * (view.to - view.from);
}
