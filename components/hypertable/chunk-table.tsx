'use client';
import { useDeferredValue, useMemo } from 'react';
import type { ChunkColumns } from '@/components/charts/chunk-map/chunk-columns';
import type { MapState } from '@/components/charts/chunk-map/chunk-map';
import { rangeText } from '@/components/charts/chunk-map/range-text';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SkeletonRows } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { ChunksAnswer } from '@/lib/api/chunks';
import { count, counted } from '@/lib/format/count';
import { shownChunks } from './chunk-filter';
import { chunkTableColumns } from './chunk-table-columns';
import { useWhenIdle } from './use-when-idle';

/** The chunks that the map shows, one a row; a pin or a filter of the map narrows it. */
export function ChunkTable({
  answer,
  chunks,
  state,
  onState,
}: {
  readonly answer: ChunksAnswer;
  readonly chunks: ChunkColumns;
  readonly state: MapState;
  readonly onState: (change: Partial<MapState>) => void;
}) {
  const columns = useMemo(() => chunkTableColumns(answer), [answer]);
  const rows = useMemo(() => shownChunks(chunks, state), [chunks, state]);
  // The map moves first; the table follows when there is time.
  const tableRows = useDeferredValue(rows);
  const isDrawn = useWhenIdle();
  const isNarrowed = rows.length < chunks.count;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex min-h-8 flex-wrap items-center gap-3 text-muted text-sm">
        <p aria-live="polite" className="nums">
          {isNarrowed
            ? `Showing ${count(rows.length)} of ${count(chunks.count)} chunks`
            : counted(rows.length, 'chunk')}
          {state.pinned && `, pinned to ${rangeText(state.pinned, answer.isIntegerTime)}`}
          {!state.pinned && state.view && ', those in the map’s view'}
        </p>
        {isNarrowed && (
          <Button size="sm" onClick={() => onState({ pinned: null, view: null, states: [] })}>
            Show all
          </Button>
        )}
      </div>
      <Card>
        {rows.length === 0 ? (
          <State kind="empty" title="No chunk here." />
        ) : !isDrawn ? (
          <SkeletonRows rows={10} />
        ) : (
          <VirtualTable
            label="Chunks"
            columns={columns}
            rows={tableRows}
            rowKey={({ index }) => String(index)}
            initialSort={{ id: 'range', desc: true }}
            heightPx={520}
            minWidthPx={1080}
          />
        )}
      </Card>
    </div>
  );
}
