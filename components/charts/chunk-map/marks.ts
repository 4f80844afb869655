/** A place on the dimension's axis that a policy, or the present, defines. */
export interface Boundary {
  readonly kind: 'columnstore' | 'retention' | 'present';
  readonly units: number;
  /** `columnstore after 7 days`. */
  readonly label: string;
}

/** A stretch of the axis that a policy works on; null is an open end. */
export interface Band {
  readonly from: number | null;
  readonly to: number | null;
  readonly label: string;
  /** In words, what it collides with; drawn hatched and red. */
  readonly conflict?: string;
}

export interface Marks {
  readonly boundaries: readonly Boundary[];
  readonly bands: readonly Band[];
}

export const NO_MARKS: Marks = { boundaries: [], bands: [] };

export interface PlacedLabel {
  readonly text: string;
  readonly kind: Boundary['kind'];
  /** Where the line stands; null when it is beyond the view and only named at the edge. */
  readonly linePx: number | null;
  readonly textPx: number;
  readonly row: number;
}

const LABEL_GAP_PX = 6;
/** More rows of labels would push the plot down; what finds no place is still in the list of policies. */
export const LABEL_ROWS = 2;

interface Line {
  readonly text: string;
  readonly kind: Boundary['kind'];
  readonly linePx: number;
}

/**
 * Finds each label a row in which it overlaps no other, beside its line: to the right, or left at the far edge.
 * What lies beyond the view is named at that edge with an arrow, where there is room.
 */
export function placeLabels(
  lines: readonly Line[],
  widthPx: number,
  measureText: (text: string) => number,
): PlacedLabel[] {
  const busy: [from: number, to: number][][] = Array.from({ length: LABEL_ROWS }, () => []);
  const isInside = ({ linePx }: Line) => linePx >= 0 && linePx <= widthPx;
  const inOrder = [...lines].sort((a, b) => Number(isInside(b)) - Number(isInside(a)) || a.linePx - b.linePx);
  const placed: PlacedLabel[] = [];
  for (const line of inOrder) {
    const text = isInside(line) ? line.text : line.linePx < 0 ? `← ${line.text}` : `${line.text} →`;
    const width = measureText(text);
    const textPx = leftOf(line, width, widthPx);
    const row = busy.findIndex((taken) =>
      taken.every(([from, to]) => textPx > to + LABEL_GAP_PX || textPx + width + LABEL_GAP_PX < from),
    );
    if (row < 0) continue;
    busy[row]?.push([textPx, textPx + width]);
    placed.push({ text, kind: line.kind, linePx: isInside(line) ? line.linePx : null, textPx, row });
  }
  return placed;
}

function leftOf({ linePx }: Line, textWidth: number, widthPx: number): number {
  if (linePx < 0) return 0;
  const right = linePx + LABEL_GAP_PX;
  return right + textWidth <= widthPx
    ? right
    : Math.max(0, Math.min(linePx, widthPx) - LABEL_GAP_PX - textWidth);
}
