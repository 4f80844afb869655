import { integerTicks, timeTicks } from '../ticks';
import { highestCell, showsCells } from './cells';
import { EXCEPTIONS_PX, LABEL_ROW_PX, SHARE_PX } from './frame';
import { type Boundary, placeLabels } from './marks';
import { laneBox } from './paint-bars';
import type { Palette } from './palette';
import type { Scene } from './scene';
import { pixelOf } from './viewport';

const PX_PER_TICK = 76;
const GUTTER_GAP_PX = 8;

/** Ticks and labels of the dimension, with its zone, and the base line of the plot. */
export function paintAxis(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame, view, isIntegerTime } = scene;
  const most = Math.max(2, Math.floor(frame.plotWidthPx / PX_PER_TICK));
  const ticks = isIntegerTime ? integerTicks(view, most) : timeTicks(view, most);
  draw.font = palette.font;
  draw.textBaseline = 'top';
  for (const tick of ticks) {
    const x = frame.plotLeftPx + Math.round(pixelOf(tick.units, view, frame.plotWidthPx));
    draw.fillStyle = palette.line;
    draw.fillRect(x, frame.axisTopPx, 1, 5);
    draw.fillStyle = tick.isMajor ? palette.text : palette.faintText;
    const width = draw.measureText(tick.label).width;
    const left = Math.min(
      Math.max(x - width / 2, frame.plotLeftPx),
      frame.plotLeftPx + frame.plotWidthPx - width,
    );
    draw.fillText(tick.label, left, frame.axisTopPx + 8);
  }
  draw.fillStyle = palette.line;
  draw.fillRect(frame.plotLeftPx, frame.axisTopPx, frame.plotWidthPx, 1);
}

/** The height's scale, and the names of the strips below it, in the gutter where there is one. */
export function paintScale(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame } = scene;
  const hasGutter = frame.plotLeftPx > 0;
  draw.font = palette.font;
  draw.textBaseline = 'middle';
  draw.textAlign = hasGutter ? 'right' : 'left';
  if (scene.chunks.laneCount === 1) paintHeights(draw, scene, palette, hasGutter);
  else if (hasGutter) paintLaneNames(draw, scene, palette);
  if (hasGutter) paintStripNames(draw, scene, palette);
  draw.textAlign = 'left';
}

function paintHeights(
  draw: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
  hasGutter: boolean,
): void {
  const { frame, bins } = scene;
  const peak = showsCells(scene.chunks, scene.view, scene.frame.plotWidthPx) ? highestCell(scene) : bins.peak;
  if (peak === 0) return;
  for (const share of hasGutter ? [1, 0.5] : [1]) {
    const y = Math.round(frame.plotTopPx + frame.plotHeightPx * (1 - share));
    draw.fillStyle = palette.line;
    draw.fillRect(frame.plotLeftPx, y, frame.plotWidthPx, 1);
    draw.fillStyle = palette.faintText;
    draw.fillText(
      scene.amountText(peak * share),
      hasGutter ? frame.plotLeftPx - GUTTER_GAP_PX : 4,
      hasGutter ? y : y + 9,
    );
  }
}

function paintLaneNames(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  draw.fillStyle = palette.faintText;
  for (let lane = 0; lane < scene.chunks.laneCount; lane++) {
    const { topPx, heightPx } = laneBox(scene, lane);
    draw.fillText(`partition ${lane + 1}`, scene.frame.plotLeftPx - GUTTER_GAP_PX, topPx + heightPx / 2);
  }
}

function paintStripNames(
  draw: CanvasRenderingContext2D,
  { frame, isIntegerTime }: Scene,
  palette: Palette,
): void {
  const x = frame.plotLeftPx - GUTTER_GAP_PX;
  draw.fillStyle = palette.faintText;
  if (frame.exceptionsTopPx !== null) draw.fillText('to do', x, frame.exceptionsTopPx + EXCEPTIONS_PX / 2);
  draw.fillText('share', x, frame.shareTopPx + SHARE_PX / 2);
  draw.textBaseline = 'top';
  if (!isIntegerTime) draw.fillText('UTC', x, frame.axisTopPx + 8);
}

/** Lines of the policies and of the present, through the whole plot, with their words above it. */
export function paintBoundaries(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame, view, marks } = scene;
  draw.font = palette.font;
  draw.textBaseline = 'middle';
  const lines = marks.boundaries.map((boundary) => ({
    text: boundary.label,
    kind: boundary.kind,
    linePx: pixelOf(boundary.units, view, frame.plotWidthPx),
  }));
  const labels = placeLabels(lines, frame.plotWidthPx, (text) => draw.measureText(text).width);
  for (const { linePx, kind, row } of labels) {
    if (linePx === null) continue;
    const x = frame.plotLeftPx + Math.round(linePx) + 0.5;
    draw.strokeStyle = kind === 'retention' ? palette.danger : palette.text;
    draw.setLineDash(DASHES[kind]);
    draw.beginPath();
    draw.moveTo(x, row * LABEL_ROW_PX + 2);
    draw.lineTo(x, frame.shareTopPx + SHARE_PX);
    draw.stroke();
  }
  draw.setLineDash([]);
  for (const { text, linePx, textPx, row } of labels) {
    const [left, middle] = [frame.plotLeftPx + textPx, row * LABEL_ROW_PX + LABEL_ROW_PX / 2];
    // A line of another boundary may cross the words.
    draw.fillStyle = palette.surface;
    draw.fillRect(left - 2, middle - 7, draw.measureText(text).width + 4, 14);
    draw.fillStyle = linePx === null ? palette.faintText : palette.text;
    draw.fillText(text, left, middle);
  }
}

const DASHES: Record<Boundary['kind'], number[]> = { present: [], columnstore: [6, 4], retention: [2, 3] };
