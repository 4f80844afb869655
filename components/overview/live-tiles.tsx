'use client';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from '@/components/ui/skeleton';
import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import { type OverviewAnswer, overviewQuery } from '@/lib/api/overview';
import { seriesQuery } from '@/lib/api/series';
import { measure } from '@/lib/format/measure';
import { sparkPoints } from './spark-points';

type Tile = OverviewAnswer['tiles'][number];

const HOUR_SECONDS = 3600;
const POINTS = 60;

/** What the database does now, each with its last hour. */
export function LiveTiles({ databaseId }: { readonly databaseId: string }) {
  const { data, isPending } = useQuery(overviewQuery(databaseId));
  if (isPending) return <Skeleton className="h-40" />;
  if (!data || data.tiles.length === 0) return null;
  return (
    <StatGrid label="Live" perRow={4}>
      {data.tiles.map((tile) => (
        <LiveTile key={tile.metric} databaseId={databaseId} tile={tile} />
      ))}
    </StatGrid>
  );
}

function LiveTile({ databaseId, tile }: { readonly databaseId: string; readonly tile: Tile }) {
  const { metric, label, unit, value, reason, at, source, limit } = tile;
  const { data } = useQuery(seriesQuery(databaseId, { metric, rangeSeconds: HOUR_SECONDS, points: POINTS }));
  return (
    <StatTile
      label={label}
      value={value === null ? null : measure(unit, value)}
      unknownReason={reason ?? 'not read yet'}
      detail={limit === null ? undefined : `of ${measure(unit, limit)}`}
      trace={{ source, at, how: 'The line is its last hour; a break is time without samples.' }}
      series={sparkPoints(data)}
    />
  );
}
