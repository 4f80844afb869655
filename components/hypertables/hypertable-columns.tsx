import Link from 'next/link';
import { SeverityShape, severityRank, severityWord } from '@/components/ui/severity';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { HypertableRow } from '@/lib/api/hypertables';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import { distanceText } from '../hypertable/distance';
import { findingHref, hypertableHref } from './hypertable-href';
import { PolicyGlyphs } from './policy-glyphs';
import { StateBar } from './state-bar';

/** The list's columns; on a phone name, size and the worst finding remain. */
export function hypertableColumns(databaseId: string): VirtualColumn<HypertableRow>[] {
  return [
    {
      id: 'name',
      header: 'Hypertable',
      width: 'minmax(8.5rem, 2.2fr)',
      value: ({ schema, name }) => `${schema}.${name}`,
      cell: (row) => <NameCell databaseId={databaseId} row={row} />,
    },
    {
      id: 'size',
      header: 'On disk',
      align: 'end',
      width: '5rem',
      value: ({ totalBytes }) => totalBytes,
      cell: ({ totalBytes }) => known(totalBytes, bytes, 'chunk sizes are not read yet'),
    },
    {
      id: 'growth',
      header: 'Per day',
      align: 'end',
      width: '4.75rem',
      wideOnly: true,
      value: ({ growthBytesPerDay }) => growthBytesPerDay,
      cell: ({ growthBytesPerDay }) => known(growthBytesPerDay, bytes, 'needs an hour of history'),
    },
    {
      id: 'chunks',
      header: 'Chunks',
      align: 'end',
      width: '4.5rem',
      wideOnly: true,
      value: ({ chunkCount }) => chunkCount,
      cell: ({ chunkCount }) => known(chunkCount, count, 'chunks are not read yet'),
    },
    {
      id: 'interval',
      header: 'Interval',
      align: 'end',
      width: '6.75rem',
      wideOnly: true,
      value: ({ chunkIntervalSeconds, chunkIntervalUnits }) => chunkIntervalSeconds ?? chunkIntervalUnits,
      cell: intervalCell,
    },
    {
      id: 'columnstore',
      header: 'Compressed',
      width: '6.25rem',
      wideOnly: true,
      value: ({ compressedChunkRatio }) => compressedChunkRatio,
      cell: (row) => <StateBar row={row} />,
    },
    {
      id: 'ratio',
      header: 'Ratio',
      align: 'end',
      width: '3.25rem',
      wideOnly: true,
      value: ({ ratio }) => ratio,
      cell: ({ ratio, columnstoreEnabled }) =>
        known(ratio, times, columnstoreEnabled ? 'no compressed chunk was measured' : 'columnstore is off'),
    },
    {
      id: 'policies',
      header: 'Policies',
      width: '5rem',
      wideOnly: true,
      value: ({ columnstorePolicy, retentionPolicy, refreshPolicy, hasReorderPolicy }) =>
        [columnstorePolicy, retentionPolicy, refreshPolicy].filter(Boolean).length + Number(hasReorderPolicy),
      cell: (row) => <PolicyGlyphs row={row} />,
    },
    {
      id: 'retention',
      header: 'Keeps',
      align: 'end',
      width: '4.75rem',
      wideOnly: true,
      value: ({ retentionPolicy }) => retentionPolicy?.afterSeconds ?? retentionPolicy?.afterUnits ?? null,
      cell: ({ retentionPolicy }) =>
        retentionPolicy ? (
          distanceText(retentionPolicy.afterSeconds, retentionPolicy.afterUnits)
        ) : (
          <span className="text-faint">all</span>
        ),
    },
    {
      id: 'finding',
      header: 'Finding',
      width: 'minmax(4.5rem, 1.5fr)',
      value: ({ worstFinding }) => severityRank(worstFinding?.severity),
      cell: (row) => <FindingCell databaseId={databaseId} row={row} />,
    },
  ];
}

function known(value: number | null, format: (value: number) => string, reason: string) {
  return value === null ? <Unknown reason={reason} /> : format(value);
}

/** `1 h → 1 d` where a finding advises another interval. */
function intervalCell(row: HypertableRow) {
  const now = distanceText(row.chunkIntervalSeconds, row.chunkIntervalUnits);
  if (row.advisedIntervalSeconds === null && row.advisedIntervalUnits === null) return now;
  const advised = distanceText(row.advisedIntervalSeconds, row.advisedIntervalUnits);
  return (
    <span title={`now ${now}, advised ${advised}`}>
      {now} <span className="text-faint">→</span> <span className="font-medium text-ink">{advised}</span>
    </span>
  );
}

function NameCell({ databaseId, row }: { readonly databaseId: string; readonly row: HypertableRow }) {
  return (
    <Link
      href={hypertableHref(databaseId, row.schema, row.name)}
      title={`${row.schema}.${row.name}`}
      className="flex min-w-0 items-center gap-2 rounded-sm font-medium text-ink hover:underline"
    >
      <span className="truncate">
        <span className="font-normal text-faint">{row.schema}.</span>
        {row.name}
      </span>
      {row.kind === 'continuous-aggregate' && (
        <span className="shrink-0 font-normal text-faint text-xs">aggregate</span>
      )}
    </Link>
  );
}

function FindingCell({ databaseId, row }: { readonly databaseId: string; readonly row: HypertableRow }) {
  const { worstFinding, counts } = row;
  if (!worstFinding) return <span className="text-faint">none</span>;
  const others = counts.critical + counts.warning + counts.notice - 1;
  return (
    <Link
      href={findingHref(databaseId, worstFinding.key)}
      title={worstFinding.title}
      className="flex min-w-0 items-center gap-2 rounded-sm hover:underline max-sm:justify-end"
    >
      <SeverityShape severity={worstFinding.severity} label={severityWord(worstFinding.severity)} />
      <span className="truncate max-sm:sr-only">{worstFinding.title}</span>
      {others > 0 && <span className="nums shrink-0 text-faint text-xs">+{others}</span>}
    </Link>
  );
}
