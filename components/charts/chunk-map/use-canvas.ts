import { type RefObject, useLayoutEffect, useRef } from 'react';
import { useThemeVersion } from '../use-theme-version';
import { type Palette, readPalette } from './palette';

type Draw = (context: CanvasRenderingContext2D, palette: Palette) => void;

/** Draws whenever `draw` changes (memoise it), the theme does, or the canvas gets another size; sharp on dense screens. */
export function useCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  widthPx: number,
  heightPx: number,
  draw: Draw | null,
): void {
  const theme = useThemeVersion();
  const cached = useRef<{ key: string; palette: Palette } | null>(null);
  useLayoutEffect(() => {
    const { current } = canvas;
    const context = current?.getContext('2d');
    if (!current || !context || !draw) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
    // Setting a size clears the canvas and its state even when nothing changes.
    if (current.width !== width || current.height !== height) {
      current.width = width;
      current.height = height;
    }
    const key = `${theme} ${ratio}`;
    if (cached.current?.key !== key) {
      cached.current = { key, palette: readPalette(current, context, ratio) };
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(context, cached.current.palette);
  }, [canvas, widthPx, heightPx, draw, theme]);
}
