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
  /** Where the line stands. */
  readonly linePx: number;
  readonly textPx: number;
  readonly row: number;
}

const LABEL_GAP_PX = 6;
/** More rows of labels would push the plot down; what finds no place is still in the list of policies. */
export const LABEL_ROWS = 2;

/** Finds each label a row in which it overlaps no other, beside its line: to the right, or left at the far edge. */
export function placeLabels(
  lines: readonly { readonly text: string; readonly kind: Boundary['kind']; readonly linePx: number }[],
  widthPx: number,
  measureText: (text: string) => number,
): PlacedLabel[] {
  const busy: [from: number, to: number][][] = Array.from({ length: LABEL_ROWS }, () => []);
  const placed: PlacedLabel[] = [];
  for (const line of [...lines].sort((a, b) => a.linePx - b.linePx)) {
    if (line.linePx < 0 || line.linePx > widthPx) continue;
    const width = measureText(line.text);
    const right = line.linePx + LABEL_GAP_PX;
    const textPx = right + width <= widthPx ? right : Math.max(0, line.linePx - LABEL_GAP_PX - width);
    const row = busy.findIndex((taken) =>
      taken.every(([from, to]) => textPx > to + LABEL_GAP_PX || textPx + width + LABEL_GAP_PX < from),
    );
    if (row < 0) continue;
    busy[row]?.push([textPx, textPx + width]);
    placed.push({ ...line, textPx, row });
  }
  return placed;
}
