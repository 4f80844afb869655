import { CHUNK_STATES, EXCEPTIONS } from './chunk-states';
import { BAND_PX, EXCEPTIONS_PX, SHARE_PX } from './frame';
import type { Palette } from './palette';
import type { Scene } from './scene';
import { pixelOf } from './viewport';

const STATES = CHUNK_STATES.length;
/** One forgotten chunk among 50,000 is one pixel wide; its tick is not. */
const TICK_PX = 3;

/** Ticks where a chunk is overdue, partial or unordered, whatever its size. */
export function paintExceptions(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame, bins } = scene;
  const top = frame.exceptionsTopPx;
  if (top === null) return;
  draw.fillStyle = palette.band;
  draw.fillRect(frame.plotLeftPx, top, frame.plotWidthPx, EXCEPTIONS_PX);
  for (let state = 0; state < STATES; state++) {
    if (!(EXCEPTIONS & (1 << state))) continue;
    draw.fillStyle = palette.fills[state] ?? palette.danger;
    for (let column = 0; column < bins.widthPx; column++) {
      if (!((bins.exceptions[column] ?? 0) & (1 << state))) continue;
      draw.fillRect(frame.plotLeftPx + column - 1, top, TICK_PX, EXCEPTIONS_PX);
    }
  }
}

/** Each column's states as shares of its whole: what a height of compressed history is too low to tell. */
export function paintShares(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame, bins } = scene;
  const amounts = new Float64Array(STATES);
  for (let column = 0; column < bins.widthPx; column++) {
    const whole = columnAmounts(scene, column, amounts);
    if (whole === 0) continue;
    let bottom = frame.shareTopPx + SHARE_PX;
    for (let state = 0; state < STATES; state++) {
      const height = ((amounts[state] ?? 0) / whole) * SHARE_PX;
      if (height === 0) continue;
      draw.fillStyle = palette.fills[state] ?? 'gray';
      draw.fillRect(frame.plotLeftPx + column, bottom - height, 1, height);
      bottom -= height;
    }
  }
}

/** One column over all lanes, by state, into `amounts`; answers their sum. */
function columnAmounts({ bins }: Scene, column: number, amounts: Float64Array): number {
  let whole = 0;
  for (let state = 0; state < STATES; state++) {
    let amount = 0;
    for (let lane = 0; lane < bins.laneCount; lane++) {
      amount += bins.values[(lane * bins.widthPx + column) * STATES + state] ?? 0;
    }
    amounts[state] = amount;
    whole += amount;
  }
  return whole;
}

/** Stretches that policies work on, under the plot, on its axis. */
export function paintBands(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame, view, marks } = scene;
  const place = (units: number | null, open: number) =>
    units === null ? open : Math.min(frame.plotWidthPx, Math.max(0, pixelOf(units, view, frame.plotWidthPx)));
  draw.font = palette.font;
  draw.textBaseline = 'middle';
  marks.bands.forEach((band, row) => {
    const top = frame.bandsTopPx + row * BAND_PX + 2;
    const left = frame.plotLeftPx + place(band.from, 0);
    const width = frame.plotLeftPx + place(band.to, frame.plotWidthPx) - left;
    draw.fillStyle = palette.band;
    draw.fillRect(left, top, width, BAND_PX - 4);
    if (band.conflict && palette.dangerHatch) {
      draw.globalAlpha = 0.45;
      draw.fillStyle = palette.dangerHatch;
      draw.fillRect(left, top, width, BAND_PX - 4);
      draw.globalAlpha = 1;
    }
    draw.fillStyle = band.conflict ? palette.danger : palette.accent;
    draw.fillRect(left, top, band.from === null ? 0 : 2, BAND_PX - 4);
    draw.fillRect(left + width - 2, top, band.to === null ? 0 : 2, BAND_PX - 4);
    bandLabel(draw, scene, palette, {
      text: band.conflict ? `${band.label}: ${band.conflict}` : band.label,
      leftPx: left,
      widthPx: width,
      middlePx: top + BAND_PX / 2 - 1,
    });
  });
}

interface BandLabel {
  readonly text: string;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly middlePx: number;
}

/** Inside its band where it fits, else beside it on the side that has room. */
function bandLabel(
  draw: CanvasRenderingContext2D,
  { frame }: Scene,
  palette: Palette,
  label: BandLabel,
): void {
  const width = draw.measureText(label.text).width;
  const after = label.leftPx + label.widthPx + 6;
  const fits = width + 12 <= label.widthPx;
  const hasRoomAfter = after + width <= frame.plotLeftPx + frame.plotWidthPx;
  const left = fits
    ? label.leftPx + 8
    : hasRoomAfter
      ? after
      : Math.max(frame.plotLeftPx, label.leftPx - width - 6);
  draw.fillStyle = palette.surface;
  if (fits) draw.fillRect(left - 4, label.middlePx - BAND_PX / 2 + 3, width + 8, BAND_PX - 4);
  draw.fillStyle = palette.text;
  draw.fillText(label.text, left, label.middlePx);
}
