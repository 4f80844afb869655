import { type RefObject, useLayoutEffect } from 'react';
import { useThemeVersion } from './use-theme-version';

type Draw = (context: CanvasRenderingContext2D, color: (name: string) => string, font: string) => void;

/** Draws whenever `draw` changes (memoise it), the theme does, or the canvas gets another size; sharp on dense screens. */
export function useThemedCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  widthPx: number,
  heightPx: number,
  draw: Draw | null,
): void {
  const theme = useThemeVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is not read here, it changes what the style sheet answers
  useLayoutEffect(() => {
    const { current } = canvas;
    const context = current?.getContext('2d');
    if (!current || !context || !draw) return;
    const ratio = window.devicePixelRatio || 1;
    current.width = Math.round(widthPx * ratio);
    current.height = Math.round(heightPx * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    const style = getComputedStyle(current);
    const colors = new Map<string, string>();
    const color = (name: string) => {
      const known = colors.get(name) ?? style.getPropertyValue(name).trim();
      colors.set(name, known);
      return known;
    };
    draw(context, color, `11px ${style.fontFamily}`);
  }, [canvas, widthPx, heightPx, draw, theme]);
}
