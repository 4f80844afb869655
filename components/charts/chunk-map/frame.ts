import { LABEL_ROWS } from './marks';

/** Where each part of the picture stands, in CSS pixels. */
export interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Left edge and width of everything that shares the axis. */
  readonly plotLeftPx: number;
  readonly plotWidthPx: number;
  readonly plotTopPx: number;
  readonly plotHeightPx: number;
  readonly exceptionsTopPx: number | null;
  readonly shareTopPx: number;
  readonly bandsTopPx: number;
  readonly axisTopPx: number;
}

export const LABEL_ROW_PX = 16;
export const EXCEPTIONS_PX = 8;
export const SHARE_PX = 12;
export const BAND_PX = 18;
const AXIS_PX = 24;
const GAP_PX = 6;
const GUTTER_PX = 64;
/** Below this the scale is written inside the plot, because a gutter would cost too much of it. */
const NARROW_PX = 560;

export interface FrameNeeds {
  readonly widthPx: number;
  readonly plotHeightPx: number;
  readonly hasExceptions: boolean;
  readonly bandCount: number;
}

/** Stacks the parts from the top: labels, plot, exceptions, shares, bands, axis. */
export function frameOf({ widthPx, plotHeightPx, hasExceptions, bandCount }: FrameNeeds): Frame {
  const gutter = widthPx < NARROW_PX ? 0 : GUTTER_PX;
  const plotTopPx = LABEL_ROWS * LABEL_ROW_PX + GAP_PX;
  const afterPlot = plotTopPx + plotHeightPx + GAP_PX;
  const shareTopPx = afterPlot + (hasExceptions ? EXCEPTIONS_PX + GAP_PX : 0);
  const bandsTopPx = shareTopPx + SHARE_PX + GAP_PX;
  const axisTopPx = bandsTopPx + bandCount * BAND_PX;
  return {
    widthPx,
    heightPx: axisTopPx + AXIS_PX,
    plotLeftPx: gutter,
    plotWidthPx: Math.max(1, Math.floor(widthPx - gutter)),
    plotTopPx,
    plotHeightPx,
    exceptionsTopPx: hasExceptions ? afterPlot : null,
    shareTopPx,
    bandsTopPx,
    axisTopPx,
  };
}
