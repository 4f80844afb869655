import { IconButton } from '@/components/ui/button';
import { type Segment, Segmented } from '@/components/ui/segmented';
import type { Measure } from './binning';
import type { ViewMoves } from './use-view-keys';

const MEASURES: readonly Segment<Measure>[] = [
  { id: 'disk', label: 'Bytes on disk', title: 'What the chunks take now, in both stores, with indexes' },
  { id: 'before', label: 'Before compression', title: 'What the same rows take, or took, in the rowstore' },
  { id: 'count', label: 'Chunks', title: 'How many chunks, whatever their size' },
];

/** What height means, and buttons for everything that keys and wheel do. */
export function MapToolbar({
  measure,
  onMeasure,
  moves,
  canReset,
  isTable,
  onTable,
}: {
  readonly measure: Measure;
  readonly onMeasure: (measure: Measure) => void;
  readonly moves: ViewMoves;
  readonly canReset: boolean;
  readonly isTable: boolean;
  readonly onTable: (isTable: boolean) => void;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <Segmented label="Height of the columns" segments={MEASURES} value={measure} onChange={onMeasure} />
      <div className="flex items-center">
        <IconButton label="Earlier (←)" onClick={moves.earlier} disabled={!canReset}>
          <Stroke d="M10 3 5 8l5 5" />
        </IconButton>
        <IconButton label="Later (→)" onClick={moves.later} disabled={!canReset}>
          <Stroke d="M6 3l5 5-5 5" />
        </IconButton>
        <IconButton label="Zoom out (−)" onClick={moves.zoomOut} disabled={!canReset}>
          <Stroke d="M3 8h10" />
        </IconButton>
        <IconButton label="Zoom in (+)" onClick={moves.zoomIn}>
          <Stroke d="M3 8h10M8 3v10" />
        </IconButton>
        <IconButton label="Show everything (0)" onClick={moves.reset} disabled={!canReset}>
          <Stroke d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" />
        </IconButton>
        <IconButton
          label="Show as table"
          aria-pressed={isTable}
          onClick={() => onTable(!isTable)}
          className={isTable ? 'bg-hover text-ink' : ''}
        >
          <Stroke d="M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6" />
        </IconButton>
      </div>
    </div>
  );
}

function Stroke({ d }: { readonly d: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4">
      <path
        d={d}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
