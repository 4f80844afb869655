import { fillBins } from './binning';
import { showsCells } from './cells';
import { paintAxis, paintBoundaries, paintScale } from './paint-axis';
import { paintBins, paintCells } from './paint-bars';
import { paintBands, paintExceptions, paintShares } from './paint-strips';
import type { Palette } from './palette';
import type { Scene } from './scene';

/** Draws the whole map: bins from afar, single chunks from near, on one axis with the policies. */
export function paint(draw: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { frame } = scene;
  draw.clearRect(0, 0, frame.widthPx, frame.heightPx);
  fillBins(scene.bins, scene.chunks, scene.view, scene.measure, scene.mask);
  paintScale(draw, scene, palette);
  draw.save();
  draw.beginPath();
  draw.rect(frame.plotLeftPx, 0, frame.plotWidthPx, frame.heightPx);
  draw.clip();
  if (showsCells(scene.chunks, scene.view, scene.frame.plotWidthPx)) paintCells(draw, scene, palette);
  else paintBins(draw, scene, palette);
  paintExceptions(draw, scene, palette);
  paintShares(draw, scene, palette);
  paintBands(draw, scene, palette);
  paintBoundaries(draw, scene, palette);
  draw.restore();
  paintAxis(draw, scene, palette);
}
