'use client';
import { useMemo, useRef, useState } from 'react';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { useWidth } from '../use-width';
import type { Measure } from './binning';
import type { ChunkColumns } from './chunk-columns';
import { ChunkLegend } from './chunk-legend';
import { CHUNK_STATES, type ChunkState, EXCEPTIONS, statesMask } from './chunk-states';
import { ChunkSummary } from './chunk-summary';
import { frameOf } from './frame';
import { MapToolbar } from './map-toolbar';
import type { Marks } from './marks';
import { MiniMap } from './mini-map';
import { Plot, type Reading } from './plot';
import { RangeInputs } from './range-inputs';
import { rangeText } from './range-text';
import { readingRange } from './reading-range';
import { SlicesTable } from './slices-table';
import { summaryText } from './summary-text';
import { tally } from './tally';
import { useView } from './use-view';
import { viewMoves } from './use-view-keys';
import { closestSpan, isWhole, type Viewport, wholeOf } from './viewport';

/** What the address remembers of a map. */
export interface MapState {
  readonly view: Viewport | null;
  readonly measure: Measure;
  readonly states: readonly ChunkState[];
  readonly pinned: Viewport | null;
}

const PLOT_HEIGHT_PX = 200;
const LANE_HEIGHT_PX = 56;

/**
 * Every chunk of a hypertable on one time axis: height is size, colour and hatch are state, and the policies
 * stand on the same axis. From afar it sums up pixel columns, from near it draws single chunks.
 */
export function ChunkMap({
  chunks,
  marks,
  isIntegerTime,
  state,
  onState,
}: {
  readonly chunks: ChunkColumns;
  readonly marks: Marks;
  readonly isIntegerTime: boolean;
  readonly state: MapState;
  readonly onState: (change: Partial<MapState>) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const widthPx = useWidth(box);
  const [reading, setReading] = useState<Reading | null>(null);
  const [isTable, setTable] = useState(false);
  const whole = useMemo(
    () =>
      wholeOf(
        chunks,
        marks.boundaries.map(({ units }) => units),
      ),
    [chunks, marks],
  );
  const extent = { from: chunks.start[0] ?? 0, to: chunks.reach[chunks.count - 1] ?? 1 };
  const closest = useMemo(() => closestSpan(chunks, whole), [chunks, whole]);
  const [view, setView] = useView(state.view, whole, (settled) => onState({ view: settled }));
  const moves = viewMoves(view, whole, closest, setView);
  const counts = useMemo(() => tally(chunks, whole).counts, [chunks, whole]);
  const summary = useMemo(() => summaryText(chunks, whole, isIntegerTime), [chunks, whole, isIntegerTime]);
  const mask = statesMask(state.states);
  const { measure } = state;
  const scene = useMemo(
    () => ({ chunks, marks, isIntegerTime, view, measure, mask, amountText: AMOUNT_TEXT[measure] }),
    [chunks, marks, isIntegerTime, view, measure, mask],
  );
  const hasExceptions = CHUNK_STATES.some((_, i) => EXCEPTIONS & (1 << i) && (counts[i] ?? 0) > 0);
  const plotHeightPx = Math.max(PLOT_HEIGHT_PX, chunks.laneCount * LANE_HEIGHT_PX);
  const frame = frameOf({
    widthPx: widthPx ?? 0,
    plotHeightPx,
    hasExceptions,
    bandCount: marks.bands.length,
  });
  const read = reading && readingRange(reading, chunks, view, frame.plotWidthPx);

  return (
    <div className="flex flex-col gap-3">
      <MapToolbar
        measure={measure}
        onMeasure={(next) => onState({ measure: next })}
        moves={moves}
        canReset={!isWhole(view, whole)}
        isTable={isTable}
        onTable={setTable}
      />
      <ChunkLegend counts={counts} chosen={state.states} onChoose={(states) => onState({ states })} />
      <div className="flex gap-6 max-lg:flex-col">
        <div ref={box} className="flex min-w-0 flex-1 flex-col gap-2" style={{ minHeight: frame.heightPx }}>
          {widthPx !== null && (
            <>
              <Plot
                scene={scene}
                widthPx={widthPx}
                plotHeightPx={plotHeightPx}
                hasExceptions={hasExceptions}
                summary={summary}
                whole={whole}
                closest={closest}
                moves={moves}
                reading={reading}
                pinned={state.pinned}
                onView={setView}
                onRead={setReading}
                onPin={(at) =>
                  onState({ pinned: at && readingRange(at, chunks, view, frame.plotWidthPx).range })
                }
              />
              <MiniMap
                chunks={chunks}
                whole={whole}
                view={view}
                measure={measure}
                mask={mask}
                leftPx={frame.plotLeftPx}
                widthPx={frame.plotWidthPx}
                closest={closest}
                onView={setView}
              />
            </>
          )}
        </div>
        <ChunkSummary
          heading={read ? (read.chunk === null ? 'Under the pointer' : 'This chunk') : 'In view'}
          place={rangeText(read?.range ?? (isWhole(view, whole) ? extent : view), isIntegerTime)}
          sums={tally(
            chunks,
            read?.range ?? view,
            mask,
            read && read.chunk !== null ? reading?.lane : undefined,
          )}
        />
      </div>
      <RangeInputs
        view={view}
        whole={whole}
        closest={closest}
        isIntegerTime={isIntegerTime}
        onView={setView}
      />
      {isTable && <SlicesTable chunks={chunks} view={view} mask={mask} isIntegerTime={isIntegerTime} />}
    </div>
  );
}

const AMOUNT_TEXT: Record<Measure, (amount: number) => string> = {
  disk: bytes,
  before: bytes,
  count: (amount) =>
    amount < 10 ? count(Math.round(amount * 10) / 10) : counted(Math.round(amount), 'chunk'),
};
