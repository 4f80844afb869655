import { CHUNK_STATES, type ChunkState } from './chunk-states';

/** The colours of one theme, read from the style sheet once, with the hatch of the states that colour alone must not tell apart. */
export interface Palette {
  /** In the order of `CHUNK_STATES`. */
  readonly fills: readonly string[];
  readonly hatches: readonly (CanvasPattern | null)[];
  readonly surface: string;
  readonly text: string;
  readonly faintText: string;
  readonly line: string;
  readonly accent: string;
  readonly danger: string;
  readonly dangerHatch: CanvasPattern | null;
  readonly unknownHatch: CanvasPattern | null;
  readonly band: string;
  readonly font: string;
}

type Hatch = 'rising' | 'falling' | 'dots' | 'cross' | 'level';

const HATCHES: Partial<Record<ChunkState, Hatch>> = {
  frozen: 'level',
  tiered: 'dots',
  future: 'dots',
  unordered: 'falling',
  partial: 'rising',
  overdue: 'cross',
};

const TILE_PX = 6;

/** Reads the variables of the current theme from `element`; call again when the theme changes. */
export function readPalette(element: Element, context: CanvasRenderingContext2D, ratio: number): Palette {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim() || 'gray';
  const surface = color('--surface');
  const danger = color('--critical');
  const hatch = (kind: Hatch | undefined, ink: string) => (kind ? pattern(context, kind, ink, ratio) : null);
  return {
    fills: CHUNK_STATES.map((state) => color(`--state-${state}`)),
    hatches: CHUNK_STATES.map((state) => hatch(HATCHES[state], surface)),
    surface,
    text: color('--muted'),
    faintText: color('--faint'),
    line: color('--line'),
    accent: color('--accent'),
    danger,
    dangerHatch: hatch('cross', danger),
    unknownHatch: hatch('rising', color('--faint')),
    band: color('--hover'),
    font: `11px ${style.fontFamily}`,
  };
}

function pattern(
  context: CanvasRenderingContext2D,
  kind: Hatch,
  ink: string,
  ratio: number,
): CanvasPattern | null {
  const size = Math.round(TILE_PX * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const draw = tile.getContext('2d');
  if (!draw) return null;
  draw.strokeStyle = ink;
  draw.fillStyle = ink;
  draw.lineWidth = Math.max(1, ratio);
  PEN[kind](draw, size);
  const made = context.createPattern(tile, 'repeat');
  // The context is scaled to device pixels; the tile already is in them.
  made?.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  return made;
}

const PEN: Record<Hatch, (draw: CanvasRenderingContext2D, size: number) => void> = {
  rising: (draw, size) => diagonal(draw, size, 1),
  falling: (draw, size) => diagonal(draw, size, -1),
  cross: (draw, size) => {
    diagonal(draw, size, 1);
    diagonal(draw, size, -1);
  },
  dots: (draw, size) => draw.fillRect(size / 3, size / 3, size / 3, size / 3),
  level: (draw, size) => {
    draw.globalAlpha = 0.35;
    draw.fillRect(0, size / 2, size, Math.max(1, size / 6));
  },
};

/** Three strokes, so that the line continues across the tile's edges. */
function diagonal(draw: CanvasRenderingContext2D, size: number, direction: 1 | -1): void {
  draw.beginPath();
  for (const shift of [-size, 0, size]) {
    const [from, to] = direction === 1 ? [size, 0] : [0, size];
    draw.moveTo(shift, from);
    draw.lineTo(shift + size, to);
  }
  draw.stroke();
}
