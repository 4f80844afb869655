'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useCallback, useMemo } from 'react';
import { chunkColumns } from '@/components/charts/chunk-map/chunk-columns';
import type { MapState } from '@/components/charts/chunk-map/chunk-map';
import { QueryState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { chunksQuery } from '@/lib/api/chunks';
import { continuousAggregatesQuery } from '@/lib/api/continuous-aggregates';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { chunkSource } from './chunk-source';
import { HypertableTabs } from './hypertable-tabs';
import { MapCard } from './map-card';
import { addressChange, hypertableParsers, mapState } from './map-state';

const ChunkTable = dynamic(() => import('./chunk-table').then((part) => part.ChunkTable));

/** The map, and under it everything else about the hypertable in tabs; the address remembers all of it. */
export function ChunkArea({
  databaseId,
  hypertable,
}: {
  readonly databaseId: string;
  readonly hypertable: HypertableAnswer;
}) {
  const { schema, name } = hypertable.hypertable;
  const query = useQuery(chunksQuery(databaseId, schema, name));
  const aggregates = useQuery(continuousAggregatesQuery(databaseId)).data?.aggregates ?? null;
  const [address, setAddress] = useQueryStates(hypertableParsers, { history: 'replace' });
  const state = useMemo(() => mapState(address), [address]);
  const chunks = useMemo(() => (query.data ? chunkColumns(chunkSource(query.data)) : null), [query.data]);
  const onState = useCallback(
    (change: Partial<MapState>) => {
      setAddress(addressChange(change));
    },
    [setAddress],
  );
  return (
    <>
      <QueryState query={query} skeleton={<Skeleton className="h-[34rem]" />}>
        {(answer) =>
          chunks && (
            <MapCard
              answer={answer}
              chunks={chunks}
              hypertable={hypertable}
              aggregates={aggregates}
              state={state}
              onState={onState}
            />
          )
        }
      </QueryState>
      <HypertableTabs
        databaseId={databaseId}
        hypertable={hypertable}
        tab={address.tab}
        onTab={(tab) => setAddress({ tab })}
        chunkTable={
          query.data &&
          chunks && <ChunkTable answer={query.data} chunks={chunks} state={state} onState={onState} />
        }
      />
    </>
  );
}
