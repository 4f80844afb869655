'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { sparkPoints } from '@/components/overview/spark-points';
import { screenHref } from '@/components/shell/screens';
import { StatusDot } from '@/components/shell/status-dot';
import { RelativeTime } from '@/components/ui/relative-time';
import { ScoreRing } from '@/components/ui/score-ring';
import { SeverityCounts } from '@/components/ui/severity';
import { Sparkline } from '@/components/ui/sparkline';
import { Unknown } from '@/components/ui/unknown';
import type { DatabaseSummary } from '@/lib/api/databases';
import { seriesQuery } from '@/lib/api/series';
import { bytes } from '@/lib/format/bytes';
import { countShort } from '@/lib/format/count';

const HOUR_SECONDS = 3600;
const LOAD_POINTS = 40;

/** One database in one row; the whole row leads to its overview. */
export function FleetRow({ database }: { readonly database: DatabaseSummary }) {
  const { id, name, status, score, counts, error, lastSnapshotAt } = database;
  return (
    <li className="relative grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-5 gap-y-4 rounded-lg border border-line bg-surface px-5 py-4 shadow-card transition-colors focus-within:border-control hover:border-line-strong max-sm:px-4 xl:grid-cols-[auto_minmax(14rem,1.8fr)_repeat(5,minmax(0,1fr))]">
      <ScoreRing score={score} label="Score" className="size-12 text-sm" />
      <div className="min-w-0">
        <h2 className="flex items-center gap-2 font-semibold text-base">
          <StatusDot status={status} />
          <Link
            href={screenHref(id, '')}
            className="truncate after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none"
          >
            {name}
          </Link>
        </h2>
        <p className="truncate text-muted text-xs">{error?.message ?? versions(database)}</p>
        <p className="truncate text-faint text-xs">{error?.hint ?? cap(database)}</p>
      </div>
      <div className="col-span-full grid grid-cols-2 gap-4 sm:grid-cols-5 xl:contents">
        <Cell name="Findings">
          {counts === null ? (
            <Unknown reason="no snapshot yet" />
          ) : (
            <SeverityCounts counts={counts} none="None open" />
          )}
        </Cell>
        <Cell name="Size and growth">
          <Size database={database} />
        </Cell>
        <Cell name="Transactions/s, 1 h">
          <Load databaseId={id} />
        </Cell>
        <Cell name="Coverage">
          <Coverage database={database} />
        </Cell>
        <Cell name="Last snapshot">
          {lastSnapshotAt === null ? (
            <Unknown reason="no snapshot yet" />
          ) : (
            <RelativeTime at={lastSnapshotAt} />
          )}
        </Cell>
      </div>
    </li>
  );
}

function Size({ database: { totalBytes, growthBytesPerDay } }: { readonly database: DatabaseSummary }) {
  if (totalBytes === null) return <Unknown reason="not read yet" />;
  return (
    <span className="flex flex-wrap gap-x-2">
      {bytes(totalBytes)}
      <span
        className="text-faint"
        title={growthBytesPerDay === null ? 'history is shorter than an hour' : undefined}
      >
        {growthBytesPerDay === null
          ? 'growth –'
          : `${growthBytesPerDay < 0 ? '' : '+'}${bytes(growthBytesPerDay)}/d`}
      </span>
    </span>
  );
}

function Load({ databaseId }: { readonly databaseId: string }) {
  const { data } = useQuery(
    seriesQuery(databaseId, {
      metric: 'transactionsPerSecond',
      rangeSeconds: HOUR_SECONDS,
      points: LOAD_POINTS,
    }),
  );
  const points = sparkPoints(data);
  const newest = points.findLast(({ value }) => value !== null)?.value ?? null;
  if (newest === null) return <Unknown reason="no samples within the last hour" />;
  return (
    <span className="flex items-center gap-2.5">
      <Sparkline points={points} className="h-5 w-16" />
      {countShort(newest)}
    </span>
  );
}

function Coverage({ database: { coverage } }: { readonly database: DatabaseSummary }) {
  if (coverage === null) return <Unknown reason="no snapshot yet" />;
  const { readable, partly, not } = coverage;
  return (
    <span title="artifacts that this role can read">{`${readable} of ${readable + partly + not} read`}</span>
  );
}

function Cell({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <span className="truncate text-faint text-xs">{name}</span>
      <span className="nums flex min-h-5 items-center text-sm">{children}</span>
    </div>
  );
}

function versions({ server, timescale }: DatabaseSummary): string {
  if (server === null) return 'Not connected yet';
  return `PostgreSQL ${server}${timescale === null ? '' : ` · TimescaleDB ${timescale}`}`;
}

function cap({ score, scoreCap, scoreWithheld, lastSnapshotAt }: DatabaseSummary): string {
  if (lastSnapshotAt === null) return 'No score before the first snapshot';
  if (score === null) return `No score: ${scoreWithheld ?? 'not everything could be looked at'}`;
  return scoreCap === null ? 'No finding caps the score' : `At most ${scoreCap.atMost}: ${scoreCap.title}`;
}
