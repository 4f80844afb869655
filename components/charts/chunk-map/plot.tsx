import { type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { makeBins } from './binning';
import { frameOf } from './frame';
import { paint } from './paint';
import { laneBox } from './paint-bars';
import { PinBox } from './pin-box';
import type { PlotScene, Scene } from './scene';
import { useCanvas } from './use-canvas';
import { type ReadingMoves, type ViewMoves, viewKeys } from './use-view-keys';
import { useWheel } from './use-wheel';
import { pan, unitsAt, type Viewport, zoom } from './viewport';

/** Where the reader points: a pixel column of the plot and a lane. */
export interface Reading {
  readonly column: number;
  readonly lane: number;
}

const DRAG_PX = 4;
const WHEEL_ZOOM = 0.0025;

/** The canvas with everything that can be done on it; what is read there is told to `onRead`. */
export function Plot({
  scene,
  widthPx,
  plotHeightPx,
  hasExceptions,
  summary,
  whole,
  closest,
  moves,
  reading,
  pinned,
  onView,
  onRead,
  onPin,
}: {
  readonly scene: PlotScene;
  readonly widthPx: number;
  readonly plotHeightPx: number;
  readonly hasExceptions: boolean;
  readonly summary: string;
  readonly whole: Viewport;
  readonly closest: number;
  readonly moves: ViewMoves;
  readonly reading: Reading | null;
  readonly pinned: Viewport | null;
  readonly onView: (view: Viewport) => void;
  readonly onRead: (reading: Reading | null) => void;
  /** Null releases the pin. */
  readonly onPin: (reading: Reading | null) => void;
}) {
  const surface = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const bandCount = scene.marks.bands.length;
  const frame = useMemo(
    () => frameOf({ widthPx, plotHeightPx, hasExceptions, bandCount }),
    [widthPx, plotHeightPx, hasExceptions, bandCount],
  );
  const bins = useMemo(
    () => makeBins(frame.plotWidthPx, scene.chunks.laneCount),
    [frame.plotWidthPx, scene.chunks.laneCount],
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D, palette: Parameters<typeof paint>[2]) =>
      paint(context, { ...scene, frame, bins }, palette),
    [scene, frame, bins],
  );
  useCanvas(canvas, frame.widthPx, frame.heightPx, draw);
  useWheel(surface, (event) => {
    const column = event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0) - frame.plotLeftPx;
    const anchor = unitsAt(column, scene.view, frame.plotWidthPx);
    if (event.ctrlKey || event.metaKey) {
      onView(zoom(scene.view, whole, anchor, Math.exp(event.deltaY * WHEEL_ZOOM), closest));
    } else onView(pan(scene.view, whole, (event.deltaX || event.deltaY) / frame.plotWidthPx));
  });

  const at = (event: PointerEvent): Reading | null => {
    const box = canvas.current?.getBoundingClientRect();
    const column = Math.floor(event.clientX - (box?.left ?? 0) - frame.plotLeftPx);
    if (column < 0 || column >= frame.plotWidthPx) return null;
    const y = event.clientY - (box?.top ?? 0);
    return { column, lane: laneAt({ frame, chunks: scene.chunks }, y) };
  };
  const drag = useRef<{ readonly fromX: number; readonly view: Viewport; moved: boolean } | null>(null);
  const onPointerMove = (event: PointerEvent) => {
    const { current } = drag;
    if (!current) return onRead(at(event));
    const distance = event.clientX - current.fromX;
    if (!current.moved && Math.abs(distance) < DRAG_PX) return;
    current.moved = true;
    onView(pan(current.view, whole, -distance / frame.plotWidthPx));
  };
  const onPointerUp = (event: PointerEvent) => {
    if (drag.current && !drag.current.moved) onPin(at(event));
    drag.current = null;
  };
  const middle = { column: Math.floor(frame.plotWidthPx / 2), lane: 0 };
  const reader: ReadingMoves = {
    step: (columns) => onRead(moveReading(reading ?? middle, columns, frame.plotWidthPx)),
    pin: () => onPin(reading ?? middle),
    release: () => onPin(null),
  };

  return (
    <section
      ref={surface}
      aria-label="Chunk map. Arrow keys move, plus and minus zoom, Home and End go to the ends, Shift with arrows reads column by column, Enter pins."
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be moved must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="relative cursor-crosshair touch-pan-y select-none rounded-md"
      style={{ height: frame.heightPx }}
      onKeyDown={viewKeys(moves, reader)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { fromX: event.clientX, view: scene.view, moved: false };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => {
        drag.current = null;
      }}
      onPointerLeave={() => onRead(null)}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={summary}
        className="block"
        style={{ width: frame.widthPx, height: frame.heightPx }}
      />
      {pinned && <PinBox pinned={pinned} scene={scene} frame={frame} />}
      {reading && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute w-px bg-ink/50"
          style={{
            left: frame.plotLeftPx + reading.column,
            top: frame.plotTopPx,
            height: frame.axisTopPx - frame.plotTopPx,
          }}
        />
      )}
    </section>
  );
}

function laneAt(scene: Pick<Scene, 'frame' | 'chunks'>, y: number): number {
  const { heightPx } = laneBox(scene, 0);
  const lane = Math.floor((y - scene.frame.plotTopPx) / (heightPx + 4));
  return Math.min(scene.chunks.laneCount - 1, Math.max(0, lane));
}

function moveReading(reading: Reading, columns: number, widthPx: number): Reading {
  return { ...reading, column: Math.min(widthPx - 1, Math.max(0, reading.column + columns)) };
}
