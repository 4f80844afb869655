'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import type { ChunkColumns } from '@/components/charts/chunk-map/chunk-columns';
import type { MapState } from '@/components/charts/chunk-map/chunk-map';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import type { ChunksAnswer } from '@/lib/api/chunks';
import type { AggregateRow } from '@/lib/api/continuous-aggregates';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { policyMarks } from './policy-marks';
import { readersOf } from './readers';

const ChunkMap = dynamic(
  () => import('@/components/charts/chunk-map/chunk-map').then((part) => part.ChunkMap),
  {
    ssr: false,
    loading: () => <Skeleton className="h-96" />,
  },
);

/** The map with the policies that act on its axis. */
export function MapCard({
  answer,
  chunks,
  hypertable,
  aggregates,
  state,
  onState,
}: {
  readonly answer: ChunksAnswer;
  readonly chunks: ChunkColumns;
  readonly hypertable: HypertableAnswer;
  /** Null while they are not known: their windows are then left out. */
  readonly aggregates: readonly AggregateRow[] | null;
  readonly state: MapState;
  readonly onState: (change: Partial<MapState>) => void;
}) {
  const marks = useMemo(
    () =>
      policyMarks(
        hypertable.policies ?? [],
        readersOf(hypertable.hypertable.hypertableId, aggregates ?? []),
        answer.presentUnits,
      ),
    [hypertable, aggregates, answer.presentUnits],
  );
  const axis = answer.isIntegerTime ? `by ${answer.timeColumn}` : `by ${answer.timeColumn}, UTC`;
  return (
    <Card>
      <CardHeader
        title="Chunk map"
        description={`Chunks ${axis}. Ctrl and wheel zoom, drag pans, a click pins.`}
      />
      <CardBody>
        {chunks.count === 0 ? (
          <State kind="empty" title="No chunk yet.">
            The first row that is inserted makes the first chunk.
          </State>
        ) : (
          <ChunkMap
            chunks={chunks}
            marks={marks}
            isIntegerTime={answer.isIntegerTime}
            state={state}
            onState={onState}
          />
        )}
      </CardBody>
    </Card>
  );
}
