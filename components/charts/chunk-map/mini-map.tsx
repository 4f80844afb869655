import clsx from 'clsx';
import { type PointerEvent, useCallback, useMemo, useRef } from 'react';
import { fillBins, type Measure, makeBins } from './binning';
import type { ChunkColumns } from './chunk-columns';
import { frameOf } from './frame';
import { NO_MARKS } from './marks';
import { paintBins } from './paint-bars';
import type { Palette } from './palette';
import { useCanvas } from './use-canvas';
import { clamp, isWhole, pixelOf, unitsAt, type Viewport } from './viewport';

const HEIGHT_PX = 32;
const EDGE_PX = 10;
const LEAST_PX = 6;

interface Drag {
  readonly part: 'from' | 'to' | 'both';
  readonly startUnits: number;
  readonly view: Viewport;
}

/** Everything in one strip, with a window on what the plot shows. The inputs and buttons beside it do the same without dragging. */
export function MiniMap({
  chunks,
  whole,
  view,
  measure,
  mask,
  leftPx,
  widthPx,
  closest,
  onView,
}: {
  readonly chunks: ChunkColumns;
  readonly whole: Viewport;
  readonly view: Viewport;
  readonly measure: Measure;
  readonly mask: number;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly closest: number;
  readonly onView: (view: Viewport) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<Drag | null>(null);
  const draw = useOverview(chunks, whole, measure, mask, widthPx);
  useCanvas(canvas, widthPx, HEIGHT_PX, draw);
  const [from, to] = [pixelOf(view.from, whole, widthPx), pixelOf(view.to, whole, widthPx)];
  const pixel = (event: PointerEvent) => event.clientX - (canvas.current?.getBoundingClientRect().left ?? 0);
  const begin = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = pixel(event);
    const startUnits = unitsAt(at, whole, widthPx);
    const isOutside = at < from - EDGE_PX || at > to + EDGE_PX;
    const half = (view.to - view.from) / 2;
    const centred = isOutside ? clamp({ from: startUnits - half, to: startUnits + half }, whole) : view;
    if (isOutside) onView(centred);
    drag.current = { part: isOutside ? 'both' : partAt(at, from, to), startUnits, view: centred };
  };
  const move = (event: PointerEvent) => {
    if (drag.current) onView(dragged(drag.current, unitsAt(pixel(event), whole, widthPx), whole, closest));
  };
  return (
    <div
      aria-hidden="true"
      className="relative touch-none overflow-hidden rounded-sm bg-sunken"
      style={{ marginLeft: leftPx, width: widthPx, height: HEIGHT_PX }}
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={() => {
        drag.current = null;
      }}
    >
      <canvas ref={canvas} className="block opacity-70" style={{ width: widthPx, height: HEIGHT_PX }} />
      <div
        className={clsx(
          'absolute inset-y-0 rounded-sm',
          !isWhole(view, whole) &&
            'cursor-grab border border-accent bg-accent/10 shadow-[0_0_0_9999px_color-mix(in_srgb,var(--sunken)_55%,transparent)]',
        )}
        style={{ left: from, width: Math.max(LEAST_PX, to - from) }}
      />
    </div>
  );
}

function useOverview(chunks: ChunkColumns, whole: Viewport, measure: Measure, mask: number, widthPx: number) {
  const bins = useMemo(() => makeBins(widthPx, 1), [widthPx]);
  const flat = useMemo(() => ({ ...chunks, laneCount: 1, lane: new Uint8Array(chunks.count) }), [chunks]);
  return useCallback(
    (context: CanvasRenderingContext2D, palette: Palette) => {
      const frame = frameOf({ widthPx: 1, plotHeightPx: HEIGHT_PX - 4, hasExceptions: false, bandCount: 0 });
      const strip = { ...frame, plotLeftPx: 0, plotTopPx: 4, plotWidthPx: widthPx };
      context.clearRect(0, 0, widthPx, HEIGHT_PX);
      fillBins(bins, flat, whole, measure, mask);
      const plain = { ...palette, hatches: [] };
      paintBins(
        context,
        {
          chunks: flat,
          bins,
          frame: strip,
          view: whole,
          measure,
          mask,
          marks: NO_MARKS,
          isIntegerTime: false,
          amountText: String,
        },
        plain,
      );
    },
    [bins, flat, whole, measure, mask, widthPx],
  );
}

function partAt(at: number, from: number, to: number): Drag['part'] {
  if (Math.abs(at - from) <= EDGE_PX && at < (from + to) / 2) return 'from';
  return Math.abs(at - to) <= EDGE_PX ? 'to' : 'both';
}

function dragged(drag: Drag, units: number, whole: Viewport, closest: number): Viewport {
  const { view } = drag;
  const move = units - drag.startUnits;
  if (drag.part === 'both') return clamp({ from: view.from + move, to: view.to + move }, whole);
  if (drag.part === 'from')
    return { from: Math.max(whole.from, Math.min(view.from + move, view.to - closest)), to: view.to };
  return { from: view.from, to: Math.min(whole.to, Math.max(view.to + move, view.from + closest)) };
}
